package io.gyre.bench.fleet;

/**
 * A simulated cluster at one moment.
 *
 * @param event how many events came before
 * @param fill share of the workers' memory that units hold
 * @param fullest the same of the fullest worker
 * @param busiest load of the busiest worker, over the mean
 * @param p99 the 99th percentile of the response time, over that on an idle worker
 * @param moved bytes that had to be loaded so far
 * @param ideal bytes of what was additional or homeless so far, and of the fair shares of workers
 *     that joined: what had to be loaded in any case
 * @param lacking units that lack a replica
 */
record FleetSample(
    int event,
    double fill,
    double fullest,
    double busiest,
    double p99,
    double moved,
    double ideal,
    int lacking) {}
