package io.gyre.router.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelDynamicBatching;
import io.gyre.proto.inference.ModelParameter;
import io.gyre.proto.inference.ModelQueuePolicy;
import io.gyre.proto.inference.ModelVersionPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessagePrinterTest {
  @Test
  void printsDefaultsOfAllButAbsentMessagesAndChoices() {
    assertThat(printed(ModelConfig.newBuilder().setName("m").build()))
        .isEqualTo(
            "{\"name\":\"m\",\"platform\":\"\",\"backend\":\"\",\"runtime\":\"\",\"max_batch_size\":0,\"input\":[],"
                + "\"output\":[],\"batch_input\":[],\"batch_output\":[],\"instance_group\":[],"
                + "\"default_model_filename\":\"\",\"cc_model_filenames\":{},\"metric_tags\":{},\"parameters\":{},"
                + "\"model_warmup\":[]}");
  }

  @Test
  void printsNumbersMapsChoicesAndConstants() {
    ModelConfig.Builder config = ModelConfig.newBuilder();
    config.setVersionPolicy(
        ModelVersionPolicy.newBuilder()
            .setLatest(ModelVersionPolicy.Latest.newBuilder().setNumVersions(-1)));
    config.setDynamicBatching(
        ModelDynamicBatching.newBuilder()
            .setMaxQueueDelayMicroseconds(-1)
            .putPriorityQueuePolicy(
                2,
                ModelQueuePolicy.newBuilder()
                    .setTimeoutAction(ModelQueuePolicy.TimeoutAction.DELAY)
                    .setDefaultTimeoutMicroseconds(5_000_000)
                    .build()));
    config.putParameters("k\"", ModelParameter.newBuilder().setStringValue("v").build());
    assertThat(printed(config.build()))
        .contains(
            "\"version_policy\":{\"latest\":{\"num_versions\":4294967295}}",
            "\"max_queue_delay_microseconds\":18446744073709551615",
            "\"priority_queue_policy\":{\"2\":{\"timeout_action\":\"DELAY\",\"default_timeout_microseconds\":5000000,"
                + "\"allow_timeout_override\":false,\"max_queue_size\":0}}",
            "\"parameters\":{\"k\\\"\":{\"string_value\":\"v\"}}");
  }

  private static String printed(ModelConfig config) {
    ByteBuf out = Unpooled.buffer();
    new MessagePrinter().print(config, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
