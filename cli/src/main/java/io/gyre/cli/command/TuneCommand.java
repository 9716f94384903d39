package io.gyre.cli.command;

import io.gyre.cli.config.Assignment;
import io.gyre.cli.config.ConfigurationException;
import io.gyre.cli.config.Keys;
import io.gyre.cli.config.Settings;
import io.gyre.cli.serve.EngineStart;
import io.gyre.cli.serve.Installation;
import io.gyre.cli.serve.StartException;
import io.gyre.cli.tune.Candidate;
import io.gyre.cli.tune.ModelTuning;
import io.gyre.cli.tune.TuneChart;
import io.gyre.cli.tune.TunePage;
import io.gyre.cli.tune.TuneProgress;
import io.gyre.cli.tune.TuneReport;
import io.gyre.cli.tune.TuneTable;
import io.gyre.cli.tune.TuneTarget;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.engine.OutputMemory;
import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import io.gyre.loader.onnxruntime.RuntimeSettings;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Measures how a model runs best on this machine. */
@Command(
    name = "tune",
    description = {
      "Tries batch sizes, instances and threads for a model on this machine, without a server,",
      "and prints what each gives and the config.pbtxt lines to paste."
    },
    footer = {
      "",
      "The model's first model_warmup sample is what is run; zeros where it has none.",
      "Stop what else runs on the machine, or the figures are of both.",
      "",
      "Examples:",
      "  gyre tune digits",
      "  gyre tune resnet my-models --seconds 120 --html resnet.html"
    })
final class TuneCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model's name.")
  private String model = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "REPOSITORY",
      description = "Directory that has its folder; the bundled examples where it is left out.")
  private @Nullable String repository;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "Time for the trials (${DEFAULT-VALUE}).")
  private int seconds = 30;

  @Option(
      names = "--max-batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Largest batch to try of a model without max_batch_size (${DEFAULT-VALUE}).")
  private int maxBatch = 64;

  @Option(names = "--json", description = "Prints JSON instead of a table.")
  private boolean json;

  @Option(names = "--svg", paramLabel = "FILE", description = "Writes a chart.")
  private @Nullable Path svg;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Writes a page with chart and table.")
  private @Nullable Path html;

  @Override
  public Integer call() throws StartException, ConfigurationException, InterruptedException {
    if (seconds < 1 || maxBatch < 1) {
      throw new StartException("--seconds and --max-batch must be 1 or more");
    }
    TuneReport report;
    try {
      report = tune(Installation.ofLauncher());
      write(svg, TuneChart.svg(report));
      write(html, TunePage.of(report));
    } catch (ModelLoadException e) {
      throw new StartException("can't tune " + model + ": " + e.getMessage());
    } catch (ExecutionException e) {
      throw new StartException(
          "can't tune %s: it fails on its inputs: %s; a model_warmup sample in its config.pbtxt says what inputs it takes"
              .formatted(model, e.getMessage()));
    } catch (IOException e) {
      throw new StartException("can't write the chart: " + e);
    }
    System.out.print(json ? asJson(report) : TuneTable.of(report));
    System.out.flush();
    return 0;
  }

  private TuneReport tune(Installation installation)
      throws StartException,
          ConfigurationException,
          ModelLoadException,
          ExecutionException,
          InterruptedException {
    List<Assignment> assignments = new ArrayList<>();
    SettingOptions.add(assignments, Keys.REPOSITORY_PATH, repository, "REPOSITORY");
    TuneTarget target = TuneTarget.find(installation.repository(Settings.of(assignments)), model);
    int cores = Runtime.getRuntime().availableProcessors();
    RuntimeSettings shared =
        new RuntimeSettings(ByteBufAllocator.DEFAULT, OutputMemory.of(Long.MAX_VALUE), cores);
    try (OnnxRuntimeEngine engine = EngineStart.open(installation, shared)) {
      return new ModelTuning(engine, ByteBufAllocator.DEFAULT, maxBatch, cores)
          .tune(target.model(), target.version(), Duration.ofSeconds(seconds), new ProgressLines());
    }
  }

  private static void write(@Nullable Path file, String text) throws IOException {
    if (file != null) {
      Files.writeString(file, text);
    }
  }

  private static String asJson(TuneReport report) {
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(report)
        + "\n";
  }

  /** A line on standard error for each tenth of the way. */
  private final class ProgressLines implements TuneProgress {
    private int tenths = -1;

    @Override
    public void at(double done, Candidate candidate) {
      if ((int) (done * 10) > tenths) {
        tenths = (int) (done * 10);
        System.err.println(
            "gyre: tuning %s: %d %%, at batch %d on %d × %d threads"
                .formatted(
                    model,
                    tenths * 10,
                    candidate.rows(),
                    candidate.instances(),
                    candidate.threads()));
      }
    }
  }
}
