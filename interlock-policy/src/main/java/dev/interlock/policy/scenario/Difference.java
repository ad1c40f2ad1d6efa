package dev.interlock.policy.scenario;

import dev.interlock.policy.yaml.Place;

/** A difference between the outcome of a step and the one that it expects. */
record Difference(Place place, String message, String remedy) {}
