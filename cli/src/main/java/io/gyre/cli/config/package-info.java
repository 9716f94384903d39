/**
 * Holds every key of the configuration: its type, default and meaning, and how files, variables and
 * flags set it.
 */
@NullMarked
package io.gyre.cli.config;

import org.jspecify.annotations.NullMarked;
