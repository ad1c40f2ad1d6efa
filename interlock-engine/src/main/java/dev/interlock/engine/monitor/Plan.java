package dev.interlock.engine.monitor;

import java.util.List;

/** The rules that apply to calls with one set of marks, in the order of the bundle. */
public record Plan(List<Applicable> applicable) {

    /** @param roles what the marks mean to the monitor's rule */
    public record Applicable(Monitor monitor, long roles) {}

    public Plan {
        applicable = List.copyOf(applicable);
    }
}
