/** Finds members in the Domain Name System, such as those of a headless service of Kubernetes. */
@NullMarked
package io.gyre.cluster.dns;

import org.jspecify.annotations.NullMarked;
