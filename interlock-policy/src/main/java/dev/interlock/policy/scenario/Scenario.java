package dev.interlock.policy.scenario;

import dev.interlock.policy.yaml.Place;
import java.util.List;

/** A story with an expected end for each step. */
record Scenario(String name, List<Step> steps, Place place) {
    Scenario {
        steps = List.copyOf(steps);
    }
}
