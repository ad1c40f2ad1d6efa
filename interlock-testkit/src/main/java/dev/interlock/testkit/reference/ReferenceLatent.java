package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.testkit.reference.history.Counted;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.PastLinks;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The findings that a late link is about to complete in what may have happened. */
final class ReferenceLatent {

    private final History history;
    private final Link link;
    private final long now;

    private ReferenceLatent(History history, Link link, long now) {
        this.history = history;
        this.link = link;
        this.now = now;
    }

    static List<Finding> findings(History history, Link link, long now) {
        var latent = new ReferenceLatent(history, link, now);
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : history.bundle.rules()) {
            switch (rule) {
                case Rule.Separate separate ->
                    latent.keys(rule, separate.per()).forEach(key -> findings.addAll(latent.separate(separate, key)));
                case Rule.Require require -> {}
                case Rule.Bind bind ->
                    latent.keys(rule, bind.per()).forEach(key -> findings.addAll(latent.bind(bind, key)));
                case Rule.Order order -> {}
                case Rule.Wall wall -> findings.addAll(ReferenceLatentWall.findings(history, link, now, wall));
                case Rule.Forbid forbid -> {}
                case Rule.Flow flow -> {}
                case Rule.FirstUse use -> {}
                case Rule.Unusual unusual -> {}
                case Rule.Limit limit ->
                    latent.keys(rule, limit.per()).forEach(key -> findings.addAll(latent.limit(limit, key)));
            }
        }
        return findings;
    }

    /** All keys of the kind that events have. */
    private SortedSet<Key> keys(Rule rule, String kind) {
        SortedSet<Key> keys = new TreeSet<>(history.heirs(link));
        for (PastCall call : history.calls.values()) {
            keys.addAll(call.keys);
            keys.addAll(call.created);
        }
        keys.addAll(history.links.heirs());
        keys.removeIf(key -> !key.kind().equals(kind)
                || Wildcard.is(key)
                || history.closedBy(rule, key).isPresent());
        return keys;
    }

    private SortedSet<Key> gained(Rule rule, Key key) {
        if (!history.heirs(link).contains(key)) {
            return new TreeSet<>();
        }
        Key child = history.child(link).orElseThrow();
        SortedSet<Key> gained = history.historyOf(rule, child);
        gained.removeIf(each -> history.closedBy(rule, each).isPresent());
        return gained;
    }

    // --- separate

    private List<Finding> separate(Rule.Separate rule, Key key) {
        SortedSet<Key> before = history.historyOf(rule, key);
        SortedSet<Key> gained = gained(rule, key);
        SortedSet<Key> after = new TreeSet<>(before);
        after.addAll(gained);
        Level level = rule.independence()
                .orElse(history.tier(rule.head()
                                .risk()
                                .orElse(history.bundle.strictest().name()))
                        .independence());
        List<String> attributes = new ArrayList<>(Attributes.ALWAYS);
        attributes.addAll(level.attributes());
        for (String attribute : attributes) {
            List<Finding> found = new ArrayList<>();
            for (AttributeValue party : parties(rule, after, attribute)) {
                List<AttributeValue> values = parts(attribute, party);
                boolean old = values.stream()
                        .map(List::of)
                        .anyMatch(alone ->
                                conflicts(rule, before, attribute, alone) || conflicts(rule, gained, attribute, alone));
                if (conflicts(rule, after, attribute, values) && !old) {
                    found.add(conflict(rule, key, after, attribute, party, values));
                }
            }
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    /** The values that actors of the events have, as they are after the link. */
    private List<AttributeValue> parties(Rule.Separate rule, SortedSet<Key> keys, String attribute) {
        SortedSet<String> known = new TreeSet<>();
        boolean unknown = false;
        for (PastCall call : events(keys, rule.withinMillis())) {
            if (rule.entries().stream().anyMatch(call::carriesAny)) {
                AttributeValue value = linked().one(attribute, call.actor().get(attribute));
                unknown |= value instanceof AttributeValue.Unknown;
                known.addAll(value.texts());
            }
        }
        List<AttributeValue> parties = new ArrayList<>();
        known.forEach(value -> parties.add(AttributeValue.known(value)));
        if (unknown) {
            parties.add(AttributeValue.unknown());
        }
        return parties;
    }

    /** The values as they were before the link that one is now made of. */
    private List<AttributeValue> parts(String attribute, AttributeValue party) {
        if (party instanceof AttributeValue.Known known) {
            SortedSet<String> parts = new TreeSet<>();
            linked().same(attribute, known.value())
                    .forEach(value ->
                            parts.add(history.links.same(attribute, value).first()));
            return parts.stream().map(AttributeValue::known).toList();
        }
        return List.of(party);
    }

    private PastLinks linked() {
        return link instanceof Link.Values values ? history.links.with(values) : history.links;
    }

    private List<PastCall> events(SortedSet<Key> keys, OptionalLong window) {
        return history.calls.values().stream()
                .filter(call -> call.mayHaveHappened() && call.within(window, now))
                .filter(call -> keys.stream().anyMatch(call::names))
                .toList();
    }

    private Optional<PastCall> latest(
            Rule.Separate rule, SortedSet<Key> keys, String attribute, List<AttributeValue> values, Set<String> entry) {
        List<List<PastCall>> lists = new ArrayList<>();
        for (AttributeValue value : values) {
            for (Key key : keys) {
                lists.add(events(new TreeSet<>(List.of(key)), rule.withinMillis()).stream()
                        .filter(event -> event.carriesAny(entry))
                        .filter(event ->
                                !AttributeValue.surelyDiffer(event.actor().get(attribute), value))
                        .toList());
            }
        }
        return History.mostRecent(lists);
    }

    private boolean conflicts(Rule.Separate rule, SortedSet<Key> keys, String attribute, List<AttributeValue> values) {
        return rule.entries().stream()
                        .filter(entry ->
                                latest(rule, keys, attribute, values, entry).isPresent())
                        .count()
                > rule.atMost();
    }

    private Finding conflict(
            Rule.Separate rule,
            Key key,
            SortedSet<Key> keys,
            String attribute,
            AttributeValue party,
            List<AttributeValue> values) {
        List<Witness> witnesses = new ArrayList<>();
        for (Set<String> entry : rule.entries()) {
            latest(rule, keys, attribute, values, entry)
                    .filter(event -> witnesses.size() <= rule.atMost())
                    .ifPresent(event -> witnesses.add(new Witness(event.number(), ReferenceSeparate.name(entry))));
        }
        String detail = party instanceof AttributeValue.Known known ? known.value() : "";
        return finding(rule, FindingCode.DUTY_CONFLICT, key, Optional.of(attribute), witnesses, detail);
    }

    // --- bind

    private List<Finding> bind(Rule.Bind rule, Key key) {
        if (!history.heirs(link).contains(key)) {
            return List.of();
        }
        SortedSet<Key> before = history.historyOf(rule, key);
        SortedSet<Key> gained = gained(rule, key);
        SortedSet<Key> after = new TreeSet<>(before);
        after.addAll(gained);
        List<Witness> witnesses = broken(rule, after, linked());
        boolean old = !broken(rule, before, history.links).isEmpty()
                || !broken(rule, gained, history.links).isEmpty();
        return witnesses.isEmpty() || old
                ? List.of()
                : List.of(finding(rule, FindingCode.BINDING_BROKEN, key, Optional.of(rule.same()), witnesses, ""));
    }

    /** The most recent event, and the most recent that is not surely of the same party. */
    private List<Witness> broken(Rule.Bind rule, SortedSet<Key> keys, PastLinks links) {
        List<PastCall> events = events(keys, rule.withinMillis()).stream()
                .filter(event -> event.carriesAny(rule.duties()))
                .toList();
        Optional<PastCall> latest = mostRecent(events, keys);
        if (latest.isEmpty()) {
            return List.of();
        }
        List<PastCall> others = events.stream()
                .filter(event -> event != latest.get())
                .filter(event -> !AttributeValue.surelySame(
                        links.party(event.reserved.actor()).get(rule.same()),
                        links.party(latest.get().reserved.actor()).get(rule.same())))
                .toList();
        return mostRecent(others, keys)
                .map(other -> Stream.of(latest.get(), other)
                        .map(event -> new Witness(event.number(), ReferenceSeparate.name(rule.duties())))
                        .toList())
                .orElse(List.of());
    }

    /** The most recent event, each key looked at by itself. */
    private static Optional<PastCall> mostRecent(List<PastCall> events, SortedSet<Key> keys) {
        return History.mostRecent(keys.stream()
                .map(key -> events.stream().filter(event -> event.names(key)).toList())
                .toList());
    }

    // --- limit

    private List<Finding> limit(Rule.Limit rule, Key key) {
        if (!history.heirs(link).contains(key)
                || history.closedBy(rule, history.child(link).orElseThrow()).isPresent()) {
            return List.of();
        }
        List<Finding> found = new ArrayList<>();
        List<Counted> own = counted(rule, key);
        List<Counted> gained = counted(rule, history.child(link).orElseThrow());
        if (rule.maxCount().isPresent()) {
            long most = rule.maxCount().getAsLong();
            long total = Counted.number(own) + Counted.number(gained);
            if (total > most && Counted.number(own) <= most && Counted.number(gained) <= most) {
                found.add(exceeded(rule, key, own, gained, Long.toString(total)));
            }
        }
        rule.maxSum().forEach((unit, most) -> {
            List<Counted> ownInUnit = Counted.inUnit(own, unit);
            List<Counted> gainedInUnit = Counted.inUnit(gained, unit);
            BigDecimal total = Counted.sum(ownInUnit).add(Counted.sum(gainedInUnit));
            if (total.compareTo(most) > 0
                    && Counted.sum(ownInUnit).compareTo(most) <= 0
                    && Counted.sum(gainedInUnit).compareTo(most) <= 0) {
                found.add(exceeded(rule, key, ownInUnit, gainedInUnit, new Amount(total, unit).toString()));
            }
        });
        return found;
    }

    private List<Counted> counted(Rule.Limit rule, Key key) {
        List<Counted> events = new ArrayList<>();
        for (PastCall call : history.calls.values()) {
            if (call.mayHaveHappened() && call.carries(rule.of()) && call.within(rule.withinMillis(), now)) {
                events.addAll(call.counted(rule, key, call.names(key)));
            }
        }
        return events;
    }

    private Finding exceeded(Rule.Limit rule, Key key, List<Counted> own, List<Counted> gained, String detail) {
        List<Counted> events = new ArrayList<>(own);
        events.addAll(gained);
        return finding(
                rule,
                FindingCode.LIMIT_EXCEEDED,
                key,
                Optional.empty(),
                ReferenceLimit.witnesses(rule, events),
                detail);
    }

    static Finding finding(
            Rule rule, FindingCode code, Key key, Optional<String> attribute, List<Witness> witnesses, String detail) {
        return new Finding(
                rule.id(), code, Outcome.RECORD, Optional.of(key), attribute, witnesses, Optional.empty(), detail);
    }
}
