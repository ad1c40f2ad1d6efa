package dev.interlock.engine.monitor;

import dev.interlock.engine.clock.ClockState;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.LimitUse;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Closing;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * The monitors of a bundle, and which of them apply to which call. The rules of a tool are looked up once for each set of
 * marks; rules that do not apply cost nothing.
 */
public final class Monitors {

    private final Separation separation;
    /** Holders of keys that may be closed. */
    private final Separation closings;

    private final List<Monitor> all = new ArrayList<>();
    private final Map<Monitor, Integer> order = new IdentityHashMap<>();
    private final Map<String, Monitor> byRule = new HashMap<>();
    private final Map<String, List<Monitor>> byMark = new HashMap<>();
    private final Map<String, Tool> tools = new HashMap<>();
    private final Map<String, Plan> byTool = new HashMap<>();
    private final Map<SortedSet<String>, Plan> byMarks = new HashMap<>();

    /** @param clock says how long ago what a call needs can have been done */
    public Monitors(Bundle bundle, KeyTable keys, ActorTable actors, ClockState clock) {
        // The keys of all and of any are made only for kinds of which a tool acts on all, or on one that nobody knows.
        // For other kinds nobody asks what happened on any of them.
        bundle.tools().values().stream()
                .flatMap(tool -> Stream.concat(tool.all().stream(), tool.mayExist().stream()))
                .distinct()
                .sorted()
                .forEach(kind -> {
                    keys.internAll(kind);
                    keys.internAny(kind);
                });
        this.separation = new Separation(keys, actors, bundle.tiers(), windows(bundle.rules()));
        this.closings = new Separation(
                keys, actors, bundle.tiers(), unbounded(bundle.rules().size()));
        for (int number = 0; number < bundle.rules().size(); number++) {
            Rule rule = bundle.rules().get(number);
            var closed = new ClosedKeys();
            Monitor monitor = monitor(number, rule, bundle, keys, actors, clock, closed);
            byRule.put(rule.id(), monitor);
            add(monitor, rule.allMarks());
            Optional<Closing> closing = Closing.of(rule);
            if (closing.isPresent()) {
                // The closing has the last word wherever the rule may say something.
                Set<String> marks = new LinkedHashSet<>(rule.allMarks());
                marks.add(closing.get().until());
                add(new ClosingMonitor(number, closing.get(), monitor, bundle.tiers(), closings, closed), marks);
            }
        }
        tools.putAll(bundle.tools());
        for (Tool tool : tools.values()) {
            if (!tool.conditional()) {
                byTool.put(tool.name(), plan(tool.marks()));
            }
        }
    }

    private void add(Monitor monitor, Set<String> marks) {
        order.put(monitor, all.size());
        all.add(monitor);
        for (String mark : marks) {
            byMark.computeIfAbsent(mark, m -> new ArrayList<>()).add(monitor);
        }
    }

    private static long[] unbounded(int rules) {
        long[] windows = new long[rules];
        Arrays.fill(windows, Long.MAX_VALUE);
        return windows;
    }

    private static long[] windows(List<Rule> rules) {
        long[] windows = new long[rules.size()];
        for (int number = 0; number < windows.length; number++) {
            windows[number] = rules.get(number) instanceof Rule.Separate separate
                    ? separate.withinMillis().orElse(Long.MAX_VALUE)
                    : Long.MAX_VALUE;
        }
        return windows;
    }

    private Monitor monitor(
            int number,
            Rule rule,
            Bundle bundle,
            KeyTable keys,
            ActorTable actors,
            ClockState clock,
            ClosedKeys closed) {
        Map<String, Tier> tiers = bundle.tiers();
        return switch (rule) {
            case Rule.Separate separate -> new SeparateMonitor(number, separate, tiers, separation, closed);
            case Rule.Require require -> new RequireMonitor(require, tiers, keys, actors, clock);
            case Rule.Limit limit -> new LimitMonitor(limit, tiers, keys, closed);
            case Rule.Bind bind -> new BindMonitor(bind, tiers, keys, actors, closed);
            case Rule.Forbid forbid -> new ForbidMonitor(forbid, tiers);
            case Rule.Flow flow -> new FlowMonitor(flow, tiers);
            case Rule.FirstUse use -> new FirstUseMonitor(use, tiers, keys, clock);
            case Rule.Unusual unusual -> new UnusualMonitor(unusual, tiers, keys, clock);
            case Rule.Order ordered -> new OrderMonitor(ordered, tiers, keys, clock, closed);
            case Rule.Wall wall -> new WallMonitor(wall, bundle, separation);
        };
    }

    /** How much of each limit that a call counts for is used up on its keys, with the call itself. */
    public List<LimitUse> uses(CallView call) {
        var uses = new ArrayList<LimitUse>();
        for (Plan.Applicable applicable : call.plan().applicable()) {
            if (applicable.monitor() instanceof LimitMonitor limit) {
                limit.uses(call, uses);
            }
        }
        return uses;
    }

    /** Returns whether the catalogue has the tool. */
    public boolean knowsTool(String tool) {
        return tools.containsKey(tool);
    }

    /** Returns whether a call of the tool may be about all of the kind. */
    public boolean mayBeAboutAll(String tool, String kind) {
        Tool known = tools.get(tool);
        return known != null && known.all().contains(kind);
    }

    /** Returns whether what a call of the tool would create may be there already, or belong to an object of the kind. */
    public boolean mayUpsert(String tool, String kind) {
        Tool known = tools.get(tool);
        return known != null && known.mayExist().contains(kind);
    }

    /** Returns whether the catalogue has the tool, and it is called here: of others only sources tell. */
    public boolean isCalled(String tool) {
        Tool known = tools.get(tool);
        return known != null && !known.observed();
    }

    /** Returns whether calling the tool twice with the same arguments does no more than calling it once. */
    public boolean idempotent(String tool) {
        Tool known = tools.get(tool);
        return known != null && known.idempotent();
    }

    /**
     * The marks of a call under this bundle: those of the catalogue, where they depend on no condition; else those that
     * were recorded.
     */
    public SortedSet<String> marksOf(CallFacts facts) {
        Tool tool = tools.get(facts.tool());
        return tool == null || tool.conditional() ? facts.marks() : tool.marks();
    }

    /** The monitors that say something about the call, with what its marks mean to each. */
    public Plan planOf(CallFacts facts) {
        Plan ofTool = byTool.get(facts.tool());
        if (ofTool != null) {
            return ofTool;
        }
        Plan known = byMarks.get(facts.marks());
        return known != null ? known : plan(facts.marks());
    }

    /**
     * The plan of a call that is being recorded, which is remembered for its marks. Plans of other calls are not, so that nobody can fill
     * the memory with denied calls.
     */
    public Plan planOfRecorded(CallFacts facts) {
        Plan ofTool = byTool.get(facts.tool());
        return ofTool != null ? ofTool : byMarks.computeIfAbsent(facts.marks(), this::plan);
    }

    /** The monitors that say something about labels that were found, with what the labels mean to each. */
    public Plan planOfFound(SortedSet<String> labels) {
        return plan(labels);
    }

    private Plan plan(SortedSet<String> marks) {
        var found = new LinkedHashSet<Monitor>();
        for (String mark : marks) {
            found.addAll(byMark.getOrDefault(mark, List.of()));
        }
        var applicable = new ArrayList<Plan.Applicable>(found.size());
        found.stream()
                .sorted(Comparator.comparing(order::get))
                .forEach(monitor -> applicable.add(new Plan.Applicable(monitor, monitor.roles(marks))));
        return new Plan(applicable);
    }

    /** The findings that a late link is about to complete, in the order of the rules. */
    public List<Finding> latent(Relink link, long now) {
        var findings = new ArrayList<Finding>();
        all.forEach(monitor -> monitor.latent(link, now, findings));
        return List.copyOf(findings);
    }

    /** Forgets what happened on a key on which nobody acts any more. */
    public void forget(int key) {
        all.forEach(monitor -> monitor.forget(key));
    }

    /** Gives one key the history of another. */
    public void inherit(int key, int from) {
        all.forEach(monitor -> monitor.inherit(key, from));
    }

    /** Merges two values of a column, which are one from here on. */
    public void merge(ActorTable.Merged values) {
        separation.succeeded.merge(values);
        closings.succeeded.merge(values);
        all.forEach(monitor -> monitor.merge(values));
    }

    /** Takes up what is stated of an agent. */
    public void state(ActorTable.Stated stated) {
        separation.succeeded.state(stated);
        closings.succeeded.state(stated);
        all.forEach(monitor -> monitor.state(stated));
    }

    public Monitor byRule(String id) {
        Monitor found = byRule.get(id);
        if (found == null) {
            throw new IllegalArgumentException("the bundle has no rule `" + id + "`");
        }
        return found;
    }

    public void write(DataOutput out) throws IOException {
        separation.write(out);
        closings.write(out);
        for (Monitor monitor : all) {
            monitor.write(out);
        }
    }

    public void read(DataInput in, LongFunction<CallView> open) throws IOException {
        separation.read(in);
        closings.read(in);
        for (Monitor monitor : all) {
            monitor.read(in, open);
        }
    }
}
