package io.gyre.cli.command;

import io.gyre.cli.serve.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a model loaded. */
@Command(
    name = "load",
    description = {
      "Loads a model, or loads it again as its folder is now, and answers once it serves or has",
      "failed. Needs a server with --model-control explicit, but for --force alone. What serves goes",
      "on until then."
    },
    footer = {
      "",
      "A configuration that was given stays over later loads, until an unload.",
      "",
      "Examples:",
      "  gyre models load digits",
      "  gyre models load digits --force",
      "  gyre models load digits --model-config config.json",
      "  gyre models load digits --model-config config.json --file 2/model.onnx=new.onnx"
    })
final class ModelsLoadCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model's name.")
  private String model = "";

  @Option(
      names = "--model-config",
      paramLabel = "FILE",
      description = "A model configuration in JSON, in place of the folder's config.pbtxt.")
  private @Nullable Path config;

  @Option(
      names = "--file",
      paramLabel = "VERSION/NAME=PATH",
      description = "A file's content, in place of all in the folder; with --model-config only.")
  private Map<String, Path> files = new LinkedHashMap<>();

  @Option(
      names = "--force",
      description = "Loads versions anew that serve already, though their files are the same.")
  private boolean force;

  @Override
  public Integer call() throws StartException, InterruptedException {
    Map<String, Object> parameters = new LinkedHashMap<>();
    if (force) {
      parameters.put("force", true);
    }
    try {
      if (config != null) {
        parameters.put("config", Files.readString(config));
      }
      for (Map.Entry<String, Path> file : files.entrySet()) {
        parameters.put(
            "file:" + file.getKey(),
            Base64.getEncoder().encodeToString(Files.readAllBytes(file.getValue())));
      }
    } catch (IOException e) {
      throw new StartException("can't read a file to send: " + e);
    }
    return server.change(
        model, "load", Map.of("parameters", parameters), model + " is loaded and serves");
  }
}
