package dev.interlock.policy.compile;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.KeyPair;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.policy.catalog.AmountMapping;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.Pairs;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.yaml.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds errors that only catalogue, rules and intents together show: rules that always deny or never apply, duties without use. */
final class ReachCheck {

    private final Draft draft;
    private final List<Variant> variants = new ArrayList<>();
    private final Map<String, List<Variant>> byMark = new HashMap<>();

    ReachCheck(Draft draft) {
        this.draft = draft;
        draft.tools.values().forEach(this::variants);
        for (Variant variant : variants) {
            variant.marks()
                    .forEach(m ->
                            byMark.computeIfAbsent(m, k -> new ArrayList<>()).add(variant));
        }
    }

    /** The calls with one of the marks. A call with several comes several times. */
    private Stream<Variant> carrying(Set<String> marks) {
        return marks.stream().flatMap(m -> byMark.getOrDefault(m, List.of()).stream());
    }

    /** One way in which a tool can be called: the base, or the base with one entry of the allow-list. */
    private record Variant(ToolEntry tool, List<Mapping> parts) {

        Set<String> marks() {
            Set<String> out = new TreeSet<>();
            parts.forEach(p -> out.addAll(p.marks()));
            return out;
        }

        Set<String> types(Function<Mapping, Map<String, ?>> part) {
            Set<String> out = new TreeSet<>();
            parts.forEach(p -> out.addAll(part.apply(p).keySet()));
            return out;
        }
    }

    private void variants(ToolEntry tool) {
        if (tool.anyOf().isEmpty() || tool.otherwise() == ToolEntry.Otherwise.EVERYTHING) {
            add(tool, List.of(tool.base()));
        }
        tool.anyOf().forEach(a -> add(tool, List.of(tool.base(), a.mapping())));
    }

    /** Adds a variant, and one with all that may be found in the answer, since rules about that are evaluated then. */
    private void add(ToolEntry tool, List<Mapping> parts) {
        variants.add(new Variant(tool, parts));
        tool.found().ifPresent(found -> {
            List<Mapping> with = new ArrayList<>(parts);
            with.add(found);
            variants.add(new Variant(tool, with));
        });
    }

    void check() {
        draft.obligations.forEach(this::obligation);
        variants.stream().filter(this::isSound).forEach(this::relations);
        intents();
    }

    private boolean isSound(Variant variant) {
        return !draft.brokenTools.contains(variant.tool().name());
    }

    private void obligation(Obligation obligation) {
        switch (obligation) {
            case Obligation.EveryCallHas every ->
                everyCall(
                        every.rule(),
                        every.marks(),
                        every.kind(),
                        every.place(),
                        "map it in the catalogue with `on`, `of` or `values`, or choose another `per`");
            case Obligation.EveryCallTouches every ->
                everyCall(
                        every.rule(),
                        every.marks(),
                        every.type(),
                        every.place(),
                        "map it in the catalogue with `on` or `of`, or remove the duty");
            case Obligation.SomeCallHas some -> {
                if (!someCallHas(some.duty(), some.kind())) {
                    draft.diagnostics.error(
                            Check.RULE_ALWAYS_DENIES,
                            some.place(),
                            "no tool does `" + some.duty() + "` on a `" + some.kind() + "`, so the requirement of `"
                                    + some.rule() + "` is never met",
                            "map the object in the catalogue with `on`, or choose another `per`");
                }
            }
            case Obligation.SomeCallCounts some -> {
                if (!someCallHas(some.mark(), some.kind())) {
                    draft.diagnostics.warning(
                            Check.RULE_NEVER_APPLIES,
                            some.place(),
                            "no tool does `" + some.mark() + "` on a `" + some.kind() + "`, so for the rule `"
                                    + some.rule() + "` " + some.otherwise(),
                            some.remedy());
                }
            }
            case Obligation.EveryCallReaches every -> destinations(every);
            case Obligation.EveryCallHasAmount amount ->
                carrying(Set.of(amount.mark())).filter(this::isSound).forEach(v -> amount(v, amount));
        }
    }

    private boolean someCallHas(String mark, String kind) {
        return carrying(Set.of(mark)).anyMatch(v -> !isSound(v) || kinds(v).contains(kind));
    }

    private void everyCall(String rule, Set<String> marks, String kind, Place place, String remedy) {
        List<String> tools = carrying(marks)
                .filter(v -> isSound(v) && !kinds(v).contains(kind))
                .map(v -> v.tool().name())
                .distinct()
                .toList();
        if (!tools.isEmpty()) {
            boolean one = tools.size() == 1;
            draft.diagnostics.error(
                    Check.RULE_ALWAYS_DENIES,
                    place,
                    Suggestion.list(tools) + (one ? " names" : " name") + missing(kind) + ", so the rule `" + rule
                            + "` denies every call to " + (one ? "it" : "them"),
                    remedy,
                    tools.stream().flatMap(t -> Stream.of(defined(t))).toArray(Label[]::new));
        }
    }

    private void destinations(Obligation.EveryCallReaches every) {
        List<String> tools = carrying(every.marks())
                .filter(v -> isSound(v) && !reaches(v, every))
                .map(v -> v.tool().name())
                .distinct()
                .toList();
        if (!tools.isEmpty()) {
            boolean one = tools.size() == 1;
            draft.diagnostics.warning(
                    Check.RULE_NEVER_APPLIES,
                    every.place(),
                    Suggestion.list(tools) + (one ? " names" : " name") + " no destination, so the rule `"
                            + every.rule() + "` says nothing about " + (one ? "its calls" : "their calls"),
                    every.values().isEmpty()
                            ? "name the argument in the catalogue, such as `content: {destination: [to]}`"
                            : "map the value in the catalogue with `values`",
                    tools.stream().flatMap(t -> Stream.of(defined(t))).toArray(Label[]::new));
        }
    }

    private static boolean reaches(Variant variant, Obligation.EveryCallReaches every) {
        Collection<ArgumentRole> roles = variant.tool().content().arguments().values();
        if (every.bodies() && roles.contains(ArgumentRole.BODY)) {
            return true;
        }
        return every.values().isEmpty()
                ? roles.contains(ArgumentRole.DESTINATION)
                : variant.types(Mapping::values).stream().anyMatch(every.values()::contains);
    }

    private static String missing(String kind) {
        return KeyPair.isPair(kind)
                ? " not all of `" + String.join("`, `", Pairs.parts(kind)) + "`, or may create one of them"
                : " no `" + kind + "`, either directly or through a relation";
    }

    private void amount(Variant variant, Obligation.EveryCallHasAmount obligation) {
        List<AmountMapping> amounts =
                variant.parts().stream().flatMap(p -> p.amount().stream()).toList();
        String tool = "`" + variant.tool().name() + "`";
        if (amounts.isEmpty()) {
            draft.diagnostics.error(
                    Check.RULE_ALWAYS_DENIES,
                    obligation.place(),
                    tool + " has no amount, so the rule `" + obligation.rule() + "` denies every call to it",
                    "map it in the catalogue, such as `amount: {value: args.amount, unit: args.currency}`",
                    defined(variant.tool().name()));
        }
        for (AmountMapping mapping : amounts) {
            if (!obligation.units().isEmpty()
                    && mapping.unit() instanceof AmountMapping.Fixed fixed
                    && !obligation.units().contains(fixed.unit())) {
                draft.diagnostics.error(
                        Check.RULE_ALWAYS_DENIES,
                        obligation.place(),
                        "the amounts of " + tool + " are in `" + fixed.unit() + "`, which the rule `"
                                + obligation.rule() + "` does not bound, so it denies every call to this tool",
                        "bound this unit as well; bounded units: " + Suggestion.list(obligation.units()),
                        defined(variant.tool().name()));
            }
        }
    }

    private Label[] defined(String tool) {
        Place place = draft.toolPlaces.get(tool);
        return place == null ? new Label[0] : new Label[] {new Label(place, "the tool")};
    }

    /** Every kind of key that a call may have. */
    private Set<String> kinds(Variant variant) {
        Set<String> kinds = named(variant);
        kinds.addAll(variant.types(Mapping::values));
        Set<String> created = variant.types(Mapping::creates);
        kinds.addAll(Pairs.of(draft.pairs, kinds, created));
        kinds.addAll(created);
        kinds.addAll(Scopes.ALL);
        return kinds;
    }

    /** The types of the direct and related objects, and those that follow from them by relations. */
    private Set<String> named(Variant variant) {
        Set<String> out = new TreeSet<>(variant.types(Mapping::on));
        out.addAll(variant.types(Mapping::of));
        out.addAll(variant.types(Mapping::derives));
        Deque<String> open = new ArrayDeque<>(out);
        while (!open.isEmpty()) {
            ObjectType type = draft.types.get(open.pop());
            if (type != null) {
                type.of().keySet().stream().filter(out::add).forEach(open::push);
            }
        }
        return out;
    }

    private void relations(Variant variant) {
        Place place = draft.toolPlaces.get(variant.tool().name());
        if (place == null) {
            return;
        }
        String tool = "`" + variant.tool().name() + "`";
        Set<String> created = variant.types(Mapping::creates);
        Set<String> belongTo = new TreeSet<>();
        for (String type : created) {
            ObjectType definition = draft.types.get(type);
            if (definition == null) {
                continue;
            }
            belongTo.addAll(definition.of().keySet());
            definition.of().forEach((owner, cardinality) -> {
                if (cardinality == Cardinality.ONE
                        && !variant.types(Mapping::of).contains(owner)) {
                    draft.diagnostics.warning(
                            Check.RELATION_NOT_RECORDED,
                            place,
                            tool + " creates a `" + type + "` without saying which `" + owner
                                    + "` it belongs to, so rules per `" + owner + "` will deny calls on it",
                            "add `of: {" + owner + ": args...}`");
                }
            });
        }
        for (String owner : variant.types(Mapping::of)) {
            if (!belongTo.contains(owner)) {
                draft.diagnostics.error(
                        Check.RELATION,
                        place,
                        tool + " relates to a `" + owner + "` with `of`, but creates nothing that belongs to one",
                        created.isEmpty()
                                ? "say what it creates, or use `on` for what it acts on"
                                : "add `of: {" + owner + ": one}` to the object type, or use `on`");
            }
        }
        Set<String> named = named(variant);
        for (String type : variant.types(Mapping::check)) {
            if (!named.contains(type)) {
                draft.diagnostics.error(
                        Check.RELATION,
                        place,
                        tool + " checks a `" + type + "`, but no object of the call belongs to one",
                        "use `on` to map the object that it belongs to");
            }
        }
    }

    /** Returns whether the duty is only told of by sources: no intent has to allow a duty that nobody does here. */
    private boolean isOnlyObserved(String duty) {
        return draft.tools.values().stream()
                .filter(tool -> tool.mayCarry(Set.of(duty)))
                .allMatch(ToolEntry::observed);
    }

    private void intents() {
        if (draft.intents.isEmpty()) {
            return;
        }
        Set<String> allowed = new TreeSet<>();
        draft.intents.values().stream().map(i -> i.allow()).forEach(allowed::addAll);
        draft.breakGlass.ifPresent(lanes -> allowed.addAll(lanes.allow()));
        Collection<Map.Entry<String, Place>> unused = draft.duties.entrySet().stream()
                .filter(d -> !allowed.contains(d.getKey()) && !isOnlyObserved(d.getKey()))
                .toList();
        unused.forEach(d -> draft.diagnostics.warning(
                Check.DUTY_WITHOUT_INTENT,
                d.getValue(),
                "no intent allows `" + d.getKey() + "`, so every call with this duty is denied",
                Suggestion.nearest(d.getKey(), allowed)
                        .map(n -> "intents allow `" + n + "`; did you mean that?")
                        .orElse("add it to the `allow` of an intent")));
    }
}
