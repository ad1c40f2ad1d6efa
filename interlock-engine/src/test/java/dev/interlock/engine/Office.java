package dev.interlock.engine;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.id.IntegerForm;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.ApprovalLimits;
import dev.interlock.engine.policy.Budgets;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Source;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import dev.interlock.engine.state.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A domain with a few tools: a vendor is created and checked, and paid by somebody else after the check. */
final class Office extends TestDomain {

    static final Level OWNER = new Level("another-owner", List.of("owner"));
    static final long HOUR = 3_600_000;

    Office(Rule... rules) {
        this(ApprovalLimits.DEFAULT, rules);
    }

    Office(Budgets budgets) {
        this();
        SortedMap<String, Intent> intents = new TreeMap<>(state.bundle().intents());
        Intent any = intents.get("any");
        intents.put(
                "about",
                new Intent(
                        "about",
                        "",
                        any.allow(),
                        new TreeMap<>(Map.of("vendor", Cardinality.MANY)),
                        any.timeMillis(),
                        any.idleMillis(),
                        any.calls(),
                        Optional.empty(),
                        any.delegate()));
        state = State.empty(
                state.bundle().but().withIntents(intents).withBudgets(budgets).build());
        activate();
    }

    Office(ApprovalLimits limits, Rule... rules) {
        super(
                bundle(Map.of("erp-audit", Set.of("vendor.check", "vendor.create"), "feed", Set.of()), rules)
                        .but()
                        .withApprovals(limits)
                        .build(),
                1_000_000);
        activate();
    }

    private void activate() {
        recorded.clear();
        apply(new Event.BundleActivated("test", "sha-256:0", "test"));
    }

    /** Doing anything twice with the same arguments does no more than doing it once. */
    Office idempotent() {
        var tools = new TreeMap<>(state.bundle().tools());
        tools.replaceAll((name, tool) -> new Tool(name, tool.marks(), tool.conditional(), tool.observed(), true));
        state = State.empty(state.bundle().but().withTools(tools).build());
        activate();
        return this;
    }

    static Rule separate() {
        return new Rule.Separate(
                head("AP-01"),
                List.of(Set.of("vendor.create"), Set.of("vendor.pay")),
                "vendor",
                OptionalLong.empty(),
                1,
                Optional.empty());
    }

    static Rule require(boolean usedOnce) {
        return new Rule.Require(
                head("AP-02"),
                "vendor.pay",
                List.of(new Rule.Done("vendor.check", "vendor", Optional.of(OWNER), 1, usedOnce)),
                Optional.empty(),
                Set.of("vendor.edit"));
    }

    /** Every payment waits for a person. */
    static Rule approval() {
        return new Rule.Require(
                head("AP-03"),
                "vendor.pay",
                List.of(),
                Optional.of(new dev.interlock.engine.policy.Approval(Optional.empty(), 1, Optional.empty(), HOUR)),
                Set.of());
    }

    static Bundle bundle(Map<String, Set<String>> trusted, Rule... rules) {
        SortedMap<String, Tool> tools = new TreeMap<>();
        for (String mark : List.of("vendor.create", "vendor.check", "vendor.edit", "vendor.pay")) {
            tools.put("erp/" + mark, new Tool("erp/" + mark, new TreeSet<>(Set.of(mark)), false));
        }
        tools.put("erp/by-hand", new Tool("erp/by-hand", new TreeSet<>(Set.of("vendor.check")), false, true));
        SortedMap<String, Source> sources = new TreeMap<>();
        trusted.forEach((name, duties) -> sources.put(name, new Source(name, duties)));
        Set<String> duties = Set.of("vendor.create", "vendor.check", "vendor.edit", "vendor.pay");
        SortedMap<String, Intent> intents = new TreeMap<>();
        intents.put("any", intent("any", duties));
        intents.put("other", intent("other", duties));
        return Bundle.of("test", "sha-256:0")
                .withTools(tools)
                .withTypes(
                        new TreeMap<>(Map.of("vendor", new ObjectType("vendor", new TreeMap<String, Cardinality>()))))
                .withLevels(new TreeMap<>(Map.of(OWNER.name(), OWNER)))
                .withTiers(Map.of("high", new Tier("high", 0, OWNER, Outcome.HOLD, Outcome.HOLD)))
                .withIntents(intents)
                .withRules(List.of(rules))
                .withSources(sources)
                .withRejectedForMillis(24 * HOUR)
                .build();
    }

    private static Intent intent(String name, Set<String> duties) {
        return new Intent(name, "", duties, new TreeMap<>(), 1_000 * HOUR, 1_000 * HOUR, 400, Optional.empty(), duties);
    }

    public static Caller agent(String name, String owner) {
        return caller(name, "token-" + name, false, owner);
    }

    public static Caller person(String name, String owner) {
        return caller(name, "token-" + name, true, owner);
    }

    static Caller caller(String name, String runtime, boolean person, String owner) {
        return new Caller(
                name,
                runtime,
                person,
                true,
                new TreeMap<>(Map.of("owner", AttributeValue.known(owner))),
                new TreeSet<>(Set.of("approvers")),
                Optional.empty());
    }

    /** Acts on the vendor, and creates it where the tool does so. */
    static CallFacts facts(String tool, Key vendor) {
        boolean creates = tool.equals("erp/vendor.create");
        return facts(
                tool,
                Set.of(tool.equals("erp/by-hand") ? "vendor.check" : tool.substring(4)),
                creates ? List.of() : List.of(vendor),
                creates ? List.of("vendor") : List.of(),
                "high");
    }

    /** From here on, ids of vendors are whole numbers: another bundle, folded from the same events. */
    void form() {
        var types = new TreeMap<>(
                Map.of("vendor", new ObjectType("vendor", new TreeMap<>(), Optional.of(new IntegerForm()))));
        state = State.empty(state.bundle().but().withTypes(types).build());
        recorded.forEach(state::apply);
    }

    Event last() {
        return recorded.getLast().event();
    }

    Answer call(Caller agent, String tool, Key vendor) {
        return call(agent, open(agent, "any"), tool, vendor);
    }

    Answer call(Caller agent, long task, String tool, Key vendor) {
        return ask(new Command.DecideCall(agent, OptionalLong.of(task), facts(tool, vendor)));
    }

    /** A call that takes effect. */
    long done(Caller agent, String tool, Key vendor) {
        var permit = (Answer.Permit) call(agent, tool, vendor);
        var created = tool.equals("erp/vendor.create") ? List.of(vendor) : List.<Key>of();
        ask(new Command.SettleCall(permit.call(), new Settlement.Succeeded(created)));
        return permit.call();
    }

    Answer observe(String source, String id, Caller actor, String tool, Key vendor) {
        CallFacts facts = facts(tool, vendor);
        return ask(new Command.Observe(
                agent(source, "it"),
                id,
                actor,
                facts,
                facts.creates().isEmpty() ? List.of() : List.of(vendor),
                OptionalLong.of(7)));
    }
}
