package dev.interlock.policy.scenario;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/** A scenario file that was read: its cast, by name, and what it plays. */
record ScenarioFile(SortedMap<String, Member> cast, List<Scenario> scenarios) {

    static final ScenarioFile EMPTY = new ScenarioFile(Collections.emptySortedMap(), List.of());

    ScenarioFile {
        scenarios = List.copyOf(scenarios);
    }
}
