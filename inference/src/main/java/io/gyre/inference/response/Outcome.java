package io.gyre.inference.response;

/** What a request ends in. */
public sealed interface Outcome permits InferenceResponse, Refusal {}
