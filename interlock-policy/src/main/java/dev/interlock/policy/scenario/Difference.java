package dev.interlock.policy.scenario;

import dev.interlock.policy.yaml.Place;

/** That something came out otherwise than a step says. */
record Difference(Place place, String message, String remedy) {}
