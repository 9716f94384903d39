/** Turns a repository's directory into an immutable catalogue of models, versions and revisions. */
@NullMarked
package io.gyre.loader.repository;

import org.jspecify.annotations.NullMarked;
