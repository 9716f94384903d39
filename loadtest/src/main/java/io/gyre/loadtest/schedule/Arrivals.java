package io.gyre.loadtest.schedule;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/** How requests spread around the rate that a profile asks for. */
public enum Arrivals {
  /** At equal distances. */
  EVEN {
    @Override
    DoubleSupplier distances(long seed) {
      return () -> 1;
    }
  },
  /** Independently of each other, as those of many users: a Poisson process. */
  POISSON {
    @Override
    DoubleSupplier distances(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      return () -> -Math.log1p(-random.nextDouble());
    }
  };

  /** Distances from one request to the next, 1 on average, in requests at the present rate. */
  abstract DoubleSupplier distances(long seed);
}
