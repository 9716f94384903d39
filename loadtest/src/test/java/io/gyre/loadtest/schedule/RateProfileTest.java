package io.gyre.loadtest.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.loadtest.schedule.RateProfile.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateProfileTest {
  @Test
  void requestsOfAConstantRateAreDueAtEqualDistances() {
    RateProfile profile = RateProfile.constant(250);

    assertThat(profile.secondsUntil(0)).isZero();
    assertThat(profile.secondsUntil(1)).isEqualTo(0.004);
    assertThat(profile.secondsUntil(1_000_000)).isCloseTo(4000, within(1e-9));
  }

  @Test
  void aRampFromNothingReachesHalfItsRequestsAfterSevenTenthsOfItsTime() {
    RateProfile profile = new RateProfile(List.of(new Segment(0, 200, 10)));

    assertThat(profile.secondsUntil(500)).isCloseTo(10 * Math.sqrt(0.5), within(1e-9));
    assertThat(profile.secondsUntil(1000)).isCloseTo(10, within(1e-9));
  }

  @Test
  void theLastRateGoesOn() {
    RateProfile profile = new RateProfile(List.of(new Segment(0, 100, 2), new Segment(50, 50, 1)));

    assertThat(profile.secondsUntil(250)).isCloseTo(5, within(1e-9));
  }

  @Test
  void aProfileThatEndsAtNothingHasALastRequest() {
    RateProfile profile = new RateProfile(List.of(new Segment(100, 0, 2)));

    assertThat(profile.secondsUntil(99.9)).isLessThan(2);
    assertThat(profile.secondsUntil(101)).isInfinite();
  }

  @Test
  void requestsDueUntilAnyMomentAreTheAreaUnderTheRate() {
    Random random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      RateProfile profile = randomProfile(random);
      double moment = random.nextDouble() * 12;
      double due = area(profile, moment);

      if (profile.segments().getLast().to() > 0 || due < area(profile, 1e9)) {
        double back = area(profile, profile.secondsUntil(due));
        assertThat(back).as("%s at %s", profile, moment).isCloseTo(due, within(1e-6 + due * 1e-9));
      }
    }
  }

  private static RateProfile randomProfile(Random random) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      double from = random.nextBoolean() ? 0 : random.nextDouble() * 1000;
      double to = random.nextInt(3) == 0 ? from : random.nextDouble() * 1000;
      segments.add(new Segment(from, to, random.nextInt(5) == 0 ? 0 : random.nextDouble() * 3));
    }
    return new RateProfile(segments);
  }

  /** The integral of the rate from 0 to {@code moment}. */
  private static double area(RateProfile profile, double moment) {
    double area = 0;
    double left = moment;
    for (Segment segment : profile.segments()) {
      double time = Math.min(left, segment.seconds());
      if (time > 0) {
        double slope = (segment.to() - segment.from()) / segment.seconds();
        area += segment.from() * time + slope * time * time / 2;
        left -= time;
      }
    }
    return area + left * profile.segments().getLast().to();
  }
}
