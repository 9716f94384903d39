package io.gyre.router.json;

import io.gyre.inference.request.ParameterValue;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes settings as one flat object. */
public final class SettingsWriter {
  private final JsonText text = new JsonText();

  /** Writes each value in its own type. */
  public void scalars(Map<String, ParameterValue> settings, ByteBuf out) {
    char before = '{';
    for (var setting : settings.entrySet()) {
      name(before, setting.getKey(), out);
      before = ',';
      switch (setting.getValue()) {
        case ParameterValue.Bool(boolean flag) -> JsonText.bool(out, flag);
        case ParameterValue.Int64(long number) -> text.integer(out, number);
        case ParameterValue.Uint64(long number) -> text.unsigned(out, number);
        case ParameterValue.Fp64(double number) -> text.floating(out, number);
        case ParameterValue.Text(String words) -> JsonText.string(out, words);
      }
    }
    out.writeByte('}');
  }

  /**
   * Writes each setting's one text, and those named in {@code lists} as a list of texts.
   *
   * @param settings of one text or, in {@code lists}, any number
   */
  public void texts(Map<String, List<String>> settings, Set<String> lists, ByteBuf out) {
    char before = '{';
    for (var setting : settings.entrySet()) {
      name(before, setting.getKey(), out);
      before = ',';
      if (lists.contains(setting.getKey())) {
        list(setting.getValue(), out);
      } else {
        JsonText.string(out, setting.getValue().getFirst());
      }
    }
    out.writeByte('}');
  }

  private static void list(List<String> texts, ByteBuf out) {
    out.writeByte('[');
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        out.writeByte(',');
      }
      JsonText.string(out, texts.get(i));
    }
    out.writeByte(']');
  }

  private static void name(char before, String name, ByteBuf out) {
    out.writeByte(before);
    JsonText.string(out, name);
    out.writeByte(':');
  }
}
