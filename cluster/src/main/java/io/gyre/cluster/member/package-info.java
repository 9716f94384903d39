/**
 * Says which workers there are and how to reach them: how members are found and announced, and how
 * far a registry's word is followed.
 */
@NullMarked
package io.gyre.cluster.member;

import org.jspecify.annotations.NullMarked;
