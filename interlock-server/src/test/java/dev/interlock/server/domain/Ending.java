package dev.interlock.server.domain;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Inspection;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LaneScope;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/** The ways in which a call can end, each with a call that ends so. */
enum Ending {
    SUCCEEDED(true, "erp/edit", "vendor/7"),
    FAILED(true, "erp/edit", "vendor/7"),
    UNKNOWN(true, "erp/edit", "vendor/7"),
    /** A creation of which nothing came. */
    CREATED_NOTHING(true, "erp/create", ""),
    DELIVERED(true, "erp/read", "vendor/7") {
        @Override
        Command command(long call) {
            return inspected(call, List.of(), List.of());
        }
    },
    CREATED(false, "erp/create", ""),
    /** What it names was there before. */
    EXISTED(false, "erp/create", ""),
    /** An error that names an object. */
    UNKNOWN_NAMED(false, "erp/create", ""),
    LABELLED(false, "erp/read", "vendor/7") {
        @Override
        Command command(long call) {
            return inspected(call, List.of("label/internal"), List.of());
        }
    },
    WITHHELD(false, "erp/read", "vendor/7") {
        @Override
        Command command(long call) {
            return inspected(call, List.of(), List.of("a secret"));
        }
    },
    /** Its success ends its task, and with that a lease. */
    LAST_OF_TASK(false, "erp/pay", "vendor/7") {
        @Override
        long task(Domain domain) {
            long task = task(domain, caller(), "once");
            var _ = done(domain.ask(new LeaseCommand.Issue(
                    caller(),
                    task,
                    OptionalLong.empty(),
                    "db",
                    "password",
                    new TreeMap<>(),
                    false,
                    OptionalLong.empty())));
            return task;
        }
    },
    /** In a break-glass lane. */
    IN_LANE(false, "erp/edit", "vendor/7") {
        @Override
        long task(Domain domain) {
            Caller oscar = person("oscar");
            long lane = done(domain.ask(new LaneCommand.Propose(
                    oscar,
                    agent("glass"),
                    new LaneScope(new TreeSet<>(), List.of()),
                    OptionalLong.empty(),
                    "it is on fire",
                    Optional.of("T-1"))));
            return domain.query(
                    state -> state.lanes().get(lane).opened().orElseThrow().task());
        }

        @Override
        Caller caller() {
            return agent("glass");
        }
    },
    /** An enforcement point carried it out, and reports. */
    REPORTED(false, "erp/edit", "vendor/7") {
        @Override
        Optional<Asking> asking() {
            return Optional.of(new Asking("mesh", 60_000, Optional.empty()));
        }

        @Override
        Reply end(Domain domain, long call) {
            return domain.ask(new Command.ReportCall(call, "mesh", told()));
        }
    };

    private static final String BUNDLE = """
        interlock: v1
        name: endings
        owner: tests@example.com
        independence: {another: [owner]}
        risk: {high: {independence: another, on-conflict: deny, on-missing: deny}}
        break-glass: {by: on-call, opening: ticket, allow: [vendor.edit], reviewers: security}
        server: erp
        objects: {vendor: {}}
        inspect: [{id: class, when: 'result.class == "internal"', label: internal, withhold: false}]
        tools:
          create: {duty: vendor.create, creates: {vendor: result.id}}
          edit: {duty: vendor.edit, on: {vendor: args.id}}
          read: {duty: vendor.read, effect: read, on: {vendor: args.id}}
          pay: {duty: payment.release, on: {vendor: args.id}}
        intents:
          any: {goal: Any, allow: [vendor.create, vendor.edit, vendor.read], limits: {time: 4h, idle: 4h}}
          once: {goal: One payment, allow: [payment.release], done-when: payment.release, limits: {time: 4h, idle: 4h}}
        rules:
          - {id: P-1, title: A vendor that was edited, require: {for: payment.release, done: [{duty: vendor.edit, per: vendor}]}}
          - {id: L-1, title: Nothing internal is paid, separate: {marks: [label/internal, payment.release], per: chain, within: 90d}}
        """;

    /** Whether it may be answered before it is durable. */
    final boolean plain;

    private final String tool;
    /** The object that the call is about; empty if it is about none. */
    private final String object;

    Ending(boolean plain, String tool, String object) {
        this.plain = plain;
        this.tool = tool;
        this.object = object;
    }

    /** The outcome that the record is told. */
    Settlement told() {
        return switch (this) {
            case FAILED, CREATED_NOTHING -> new Settlement.Failed("the tool refused");
            case UNKNOWN -> new Settlement.Unknown("no answer came");
            case UNKNOWN_NAMED -> new Settlement.Unknown("an error", List.of(new Key("vendor", "9")));
            case CREATED -> new Settlement.Succeeded(List.of(new Key("vendor", "9")));
            case EXISTED -> new Settlement.Succeeded(List.of(new Key("vendor", "1")));
            default -> new Settlement.Succeeded(List.of());
        };
    }

    static Bundle bundle() throws IOException {
        PolicyBundle bundle =
                PolicyBundle.load(new MemoryTree(Map.of("interlock.yaml", BUNDLE.getBytes(StandardCharsets.UTF_8))));
        if (bundle instanceof PolicyBundle.Compiled compiled) {
            return compiled.engine();
        }
        throw new AssertionError(bundle.diagnostics());
    }

    static Caller agent(String name) {
        return caller(name, false);
    }

    private static Caller person(String name) {
        return caller(name, true);
    }

    private static Caller caller(String name, boolean person) {
        return new Caller(
                name,
                "token-" + name,
                person,
                !person,
                new TreeMap<>(Map.of("owner", AttributeValue.known("owner-of-" + name))),
                new TreeSet<>(List.of("on-call")),
                Optional.empty());
    }

    private static long done(Reply reply) {
        if (reply.answer() instanceof Answer.Done done) {
            return done.number();
        }
        throw new AssertionError(reply.answer());
    }

    private static Command inspected(long call, List<String> labels, List<String> reasons) {
        return new Command.SettleCall(
                call,
                new Settlement.Succeeded(List.of()),
                Optional.of(new Inspection(new TreeSet<>(labels), reasons, new TreeMap<>())));
    }

    Caller caller() {
        return agent("ann");
    }

    /** Opens the task of the call. */
    long task(Domain domain) {
        return task(domain, caller(), "any");
    }

    static long task(Domain domain, Caller agent, String intent) {
        return done(domain.ask(opening(agent, intent)));
    }

    static Command opening(Caller agent, String intent) {
        return new Command.OpenTask(
                agent,
                OptionalLong.empty(),
                agent,
                intent,
                "sha-256:0",
                "do it",
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty());
    }

    Optional<Asking> asking() {
        return Optional.empty();
    }

    Command command(long call) {
        return new Command.SettleCall(call, told());
    }

    /** Has the call permitted, after whatever it needs, and returns its number. */
    long begin(Domain domain) {
        Caller bob = agent("bob");
        long before = task(domain, bob, "any");
        succeed(domain, bob, before, facts("erp/create", List.of()), List.of(new Key("vendor", "1")));
        succeed(domain, bob, before, facts("erp/edit", List.of(new Key("vendor", "7"))), List.of());
        return permit(
                domain,
                caller(),
                task(domain),
                facts(tool, object.isEmpty() ? List.of() : List.of(Key.parse(object))),
                asking());
    }

    /** Tells how the call ended. */
    Reply end(Domain domain, long call) {
        return domain.settle((Command.SettleCall) command(call));
    }

    private static void succeed(Domain domain, Caller caller, long task, CallFacts facts, List<Key> created) {
        long call = permit(domain, caller, task, facts, Optional.empty());
        var _ = done(domain.ask(new Command.SettleCall(call, new Settlement.Succeeded(created))));
    }

    static long permit(Domain domain, Caller caller, long task, CallFacts facts, Optional<Asking> asking) {
        Answer answer = domain.ask(new Command.DecideCall(
                        caller, OptionalLong.of(task), facts, OptionalLong.empty(), OptionalLong.of(task), asking))
                .answer();
        if (answer instanceof Answer.Permit permit) {
            return permit.call();
        }
        throw new AssertionError(answer);
    }

    static CallFacts facts(String tool, List<Key> objects) {
        String duty = switch (tool) {
            case "erp/pay" -> "payment.release";
            default -> "vendor." + tool.substring("erp/".length());
        };
        return Rig.facts(tool, Rig.marks(duty), objects, tool.equals("erp/create") ? List.of("vendor") : List.of());
    }

    /** The outcome that is recorded last of the call. */
    static Optional<Settlement> recorded(List<Event> events, long call) {
        return events.stream()
                .filter(event -> event instanceof Event.CallSettled settled && settled.call() == call)
                .map(event -> ((Event.CallSettled) event).settlement())
                .reduce((before, last) -> last);
    }
}
