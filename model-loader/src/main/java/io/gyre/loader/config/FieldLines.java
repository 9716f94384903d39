package io.gyre.loader.config;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TextFormatParseInfoTree;

/** Where in a text-format file each field is written. */
public final class FieldLines {
  /** Of a file that says nothing. */
  public static final FieldLines NONE = new FieldLines(TextFormatParseInfoTree.builder().build());

  private final TextFormatParseInfoTree tree;

  FieldLines(TextFormatParseInfoTree tree) {
    this.tree = tree;
  }

  /** Whether the field is written, be it with its default value. */
  boolean has(FieldDescriptor field) {
    return line(field, 0) > 0;
  }

  /** Line of the field's occurrence of that index, from 1; 0 where it isn't written. */
  int line(FieldDescriptor field, int index) {
    var locations = tree.getLocations(field);
    return index < locations.size() ? locations.get(index).getLine() + 1 : 0;
  }

  /** Lines within the message that the field's occurrence of that index holds. */
  FieldLines within(FieldDescriptor field, int index) {
    var trees = tree.getNestedTrees(field);
    return index < trees.size() ? new FieldLines(trees.get(index)) : NONE;
  }
}
