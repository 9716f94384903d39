package io.gyre.cli.serve;

import io.gyre.cli.config.ConfigurationException;
import io.gyre.cli.config.Keys;
import io.gyre.cli.config.SettingsFile;
import io.gyre.cluster.member.Findings;
import io.gyre.cluster.member.Member;
import io.gyre.cluster.member.MemberFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;

/** Finds the members that the configuration lists, and reads its file again when that changes. */
final class ConfiguredMembers implements MemberFinder {
  private final SettingsFile file;
  private final Duration interval;
  private Stamp stamp;
  private Findings findings;

  /**
   * @param members those listed when the file was read first
   * @param interval how often the file is looked at
   */
  ConfiguredMembers(List<Member> members, SettingsFile file, Duration interval) {
    this.file = file;
    this.interval = interval;
    this.findings = new Findings.Found(members);
    this.stamp = file.path().map(ConfiguredMembers::stamp).orElse(Stamp.NONE);
  }

  /** What tells one state of a file from another. */
  private record Stamp(FileTime changed, long size) {
    static final Stamp NONE = new Stamp(FileTime.fromMillis(0), -1);
  }

  private static Stamp stamp(Path path) {
    try {
      return new Stamp(Files.getLastModifiedTime(path), Files.size(path));
    } catch (IOException _) {
      return Stamp.NONE; // it can't be read either, which says why
    }
  }

  @Override
  public String source() {
    return Keys.WORKERS.path()
        + file.path().map(path -> " of " + path).orElse(" of the configuration");
  }

  @Override
  public Findings find() {
    if (file.path().isEmpty()) {
      return findings;
    }
    Stamp now = stamp(file.path().get());
    if (!now.equals(stamp)) {
      stamp = now;
      findings = read();
    }
    return findings;
  }

  private Findings read() {
    try {
      return new Findings.Found(file.reading().read().get(Keys.WORKERS));
    } catch (ConfigurationException e) {
      return new Findings.Mistaken(String.join("; ", e.problems()));
    }
  }

  @Override
  public Duration pause() {
    return interval;
  }

  /** Nothing to end: reading a file doesn't wait. */
  @Override
  public void close() {}
}
