package dev.interlock.policy.scenario;

import dev.interlock.policy.yaml.Place;
import java.util.List;

/** A sequence of steps, with an expected outcome for each of them. */
record Scenario(String name, List<Step> steps, Place place) {
    Scenario {
        steps = List.copyOf(steps);
    }
}
