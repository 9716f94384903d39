package io.gyre.router.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.netty.buffer.ByteBuf;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * Prints protobuf messages as the protocol's JSON: field names as declared, 64-bit integers as
 * numbers, maps as objects, and defaults of all fields but absent messages and choices.
 */
public final class MessagePrinter {
  private final JsonText text = new JsonText();

  /** Appends {@code message} to {@code out}. */
  public void print(Message message, ByteBuf out) {
    out.writeByte('{');
    boolean first = true;
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.hasPresence() && !message.hasField(field)) {
        continue;
      }
      separate(first, out);
      first = false;
      name(field.getName(), out);
      field(field, message.getField(field), out);
    }
    out.writeByte('}');
  }

  /** Appends {@code messages} as a list. */
  public void printAll(Collection<? extends Message> messages, ByteBuf out) {
    out.writeByte('[');
    boolean first = true;
    for (Message message : messages) {
      separate(first, out);
      first = false;
      print(message, out);
    }
    out.writeByte(']');
  }

  /** Appends {@code messages} as a list, each with those fields alone that have a value. */
  public void printSparsely(List<? extends Message> messages, ByteBuf out) {
    out.writeByte('[');
    boolean first = true;
    for (Message message : messages) {
      separate(first, out);
      first = false;
      out.writeByte('{');
      boolean firstField = true;
      for (var entry : message.getAllFields().entrySet()) {
        separate(firstField, out);
        firstField = false;
        name(entry.getKey().getName(), out);
        field(entry.getKey(), entry.getValue(), out);
      }
      out.writeByte('}');
    }
    out.writeByte(']');
  }

  private void field(FieldDescriptor field, Object value, ByteBuf out) {
    if (field.isMapField()) {
      map((List<?>) value, out);
    } else if (field.isRepeated()) {
      list(field, (List<?>) value, out);
    } else {
      value(field, value, out);
    }
  }

  private void list(FieldDescriptor field, List<?> values, ByteBuf out) {
    out.writeByte('[');
    boolean first = true;
    for (Object value : values) {
      separate(first, out);
      first = false;
      value(field, value, out);
    }
    out.writeByte(']');
  }

  private void map(List<?> entries, ByteBuf out) {
    out.writeByte('{');
    boolean first = true;
    for (Object each : entries) {
      Message entry = (Message) each;
      FieldDescriptor key = entry.getDescriptorForType().findFieldByNumber(1);
      FieldDescriptor value = entry.getDescriptorForType().findFieldByNumber(2);
      separate(first, out);
      first = false;
      name(entry.getField(key).toString(), out);
      value(value, entry.getField(value), out);
    }
    out.writeByte('}');
  }

  private void value(FieldDescriptor field, Object value, ByteBuf out) {
    switch (value) {
      case Message message -> print(message, out);
      case EnumValueDescriptor constant -> JsonText.string(out, constant.getName());
      case Boolean bool -> JsonText.bool(out, bool);
      case String string -> JsonText.string(out, string);
      case ByteString bytes ->
          JsonText.string(out, Base64.getEncoder().encodeToString(bytes.toByteArray()));
      case Number number -> number(field, number, out);
      default -> throw new IllegalStateException("no JSON for " + field.getFullName());
    }
  }

  private void number(FieldDescriptor field, Number number, ByteBuf out) {
    if (field.getJavaType() == JavaType.FLOAT || field.getJavaType() == JavaType.DOUBLE) {
      text.floating(out, number.doubleValue());
      return;
    }
    switch (field.getType()) {
      case UINT32, FIXED32 -> text.integer(out, Integer.toUnsignedLong(number.intValue()));
      case UINT64, FIXED64 -> text.unsigned(out, number.longValue());
      default -> text.integer(out, number.longValue());
    }
  }

  private static void name(String name, ByteBuf out) {
    JsonText.string(out, name);
    out.writeByte(':');
  }

  private static void separate(boolean first, ByteBuf out) {
    if (!first) {
      out.writeByte(',');
    }
  }
}
