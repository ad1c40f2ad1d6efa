package dev.interlock.server.index;

import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.index.Term.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What each entry of a record is about, by the names of its fields alone: the slow and obvious way. */
final class SlowScan {

    private static final Map<String, String> VERDICTS = Map.of(
            "call-reserved", "permitted", "call-held", "held", "call-denied", "denied", "call-observed", "observed");

    private static final Map<String, String> EFFECTS = Map.of("deny", "stopped", "hold", "held", "record", "observed");

    private final List<Map<String, @Nullable Object>> entries = new ArrayList<>();

    SlowScan(List<Recorded> record) {
        record.forEach(recorded -> entries.add(EventCodec.toMap(recorded)));
    }

    /** The numbers of the entries about each term. */
    Map<Term, Set<Long>> byTerm() {
        var found = new TreeMap<String, Set<Long>>();
        var terms = new TreeMap<String, Term>();
        for (int i = 0; i < entries.size(); i++) {
            for (Term term : about(entries.get(i))) {
                terms.put(term.toString(), term);
                found.computeIfAbsent(term.toString(), unused -> new TreeSet<>())
                        .add((long) i);
            }
        }
        var byTerm = new java.util.HashMap<Term, Set<Long>>();
        found.forEach((text, numbers) -> byTerm.put(terms.get(text), numbers));
        return byTerm;
    }

    private Collection<Term> about(Map<String, @Nullable Object> e) {
        var terms = new ArrayList<Term>();
        String type = text(e, "type");
        terms.add(new Term.Named(Kind.EVENT, type));
        if (VERDICTS.containsKey(type)) {
            terms.add(new Term.Named(Kind.VERDICT, VERDICTS.get(type)));
            parties(Map.of("actor", map(e, "actor")), "")
                    .forEach(name -> terms.add(new Term.Named(Kind.PARTY_VERDICT, VERDICTS.get(type) + " " + name)));
            number(terms, Kind.CALL, e, "continues");
            number(terms, Kind.CALL_OF, e, "task");
        }
        for (String party : parties(e, type)) {
            if (!party.isEmpty()) {
                terms.add(new Term.Named(Kind.PARTY, party));
            }
        }
        for (String rule : rules(e)) {
            terms.add(new Term.Named(Kind.RULE, rule));
        }
        for (String effect : effects(e)) {
            terms.add(new Term.Named(Kind.RULE_EFFECT, effect));
        }
        for (String object : objects(e)) {
            terms.add(new Term.Named(Kind.OBJECT, object));
        }
        number(terms, Kind.TASK, e, "task");
        number(terms, Kind.PART_OF, e, "parent");
        number(terms, Kind.CALL, e, "call");
        number(terms, Kind.CALL, e, "of_call");
        number(terms, Kind.CALL, e, "hold");
        number(terms, Kind.HOLD, e, "hold");
        number(terms, Kind.LANE, e, "lane");
        number(terms, Kind.LEASE, e, "lease");
        number(terms, Kind.LEASE, e, "of_lease");
        number(terms, Kind.PASSKEY, e, "passkey");
        number(terms, Kind.PASSKEY, map(e, "presence"), "passkey");
        numbers(e, "voided").forEach(hold -> terms.add(new Term.Numbered(Kind.HOLD, hold)));
        numbers(e, "approvals").forEach(answer -> number(terms, Kind.HOLD, entries.get((int) (long) answer), "hold"));
        for (long task : tasks(e, type)) {
            terms.add(new Term.Numbered(Kind.TASK, task));
            entries.stream()
                    .filter(lane -> text(lane, "type").equals("lane-opened") && one(lane, "task") == task)
                    .forEach(lane -> number(terms, Kind.LANE, lane, "lane"));
        }
        return terms;
    }

    /** The entry that an entry is about, if it is about another one. */
    private List<Map<String, @Nullable Object>> subject(Map<String, @Nullable Object> e, String type) {
        var subjects = new ArrayList<Map<String, @Nullable Object>>();
        for (String name : List.of("call", "hold", "lease", "lane", "link", "resume", "delegation", "acceptance")) {
            boolean lives = !type.equals("lane-opened") && !type.equals("call-held");
            if (e.get(name) instanceof Long number && lives && one(e, "seq") != number) {
                subjects.add(entries.get((int) (long) number));
            }
        }
        return subjects;
    }

    private Set<Long> tasks(Map<String, @Nullable Object> e, String type) {
        var tasks = new TreeSet<Long>();
        if (one(e, "task") > 0) {
            tasks.add(one(e, "task"));
        }
        subject(e, type).forEach(of -> tasks.addAll(tasks(of, text(of, "type"))));
        return tasks;
    }

    private Set<String> parties(Map<String, @Nullable Object> e, String type) {
        var names = new TreeSet<String>();
        for (String name : List.of("by", "actor", "agent", "opened_by", "to", "source", "user", "person")) {
            party(names, e.get(name));
        }
        if (type.equals("owner-gone")) {
            party(names, e.get("owner"));
            list(e, "agents").forEach(each -> party(names, each));
        }
        if (type.equals("resume-proposed")) {
            names.add(text(e, "what").replaceFirst("^[^/]*/", ""));
        }
        if (type.equals("link-proposed") && text(map(e, "what"), "kind").equals("unknown")) {
            names.add(text(map(e, "what"), "agent"));
        }
        if (type.equals("configuration-recorded")) {
            map(e, "changed").keySet().forEach(entry -> names.add(entry.replaceFirst("^[^/]*/", "")));
            list(e, "removed").forEach(entry -> names.add(entry.toString().replaceFirst("^[^/]*/", "")));
        }
        party(names, map(e, "proposed").get("by"));
        party(names, map(e, "told").get("source"));
        list(e, "openers").forEach(each -> party(names, each));
        list(e, "delegated").forEach(each -> party(names, ((Map<?, ?>) each).get("by")));
        for (var of : subject(e, type)) {
            names.addAll(
                    switch (text(of, "type")) {
                        case "lane-proposed" -> Set.of(text(of, "agent"));
                        case "lane-opened" -> parties(Map.of("actor", map(of, "actor")), "");
                        case "lease-issued", "call-reserved", "call-held", "call-denied", "call-observed" ->
                            parties(Map.of("actor", map(of, "actor")), "");
                        case "link-proposed" ->
                            text(map(of, "what"), "kind").equals("unknown")
                                    ? Set.of(text(map(of, "what"), "agent"))
                                    : Set.<String>of();
                        case "resume-proposed" -> Set.of(text(of, "what").replaceFirst("^[^/]*/", ""));
                        default -> parties(of, text(of, "type"));
                    });
        }
        return names;
    }

    private static void party(Set<String> names, @Nullable Object value) {
        switch (value) {
            case String name -> names.add(name);
            case Map<?, ?> actor -> names.add(actor.get("agent") instanceof String name ? name : "unknown");
            case null, default -> {}
        }
    }

    private static Set<String> rules(Map<String, @Nullable Object> e) {
        var rules = new TreeSet<String>();
        var findings = new ArrayList<Object>();
        for (String name : List.of("findings", "excepted", "waived", "latent")) {
            findings.addAll(list(e, name));
        }
        findings.addAll(list(map(e, "settlement"), "findings"));
        findings.addAll(list(map(e, "delivery"), "findings"));
        findings.forEach(finding -> rules.add(String.valueOf(((Map<?, ?>) finding).get("rule"))));
        rules.remove("");
        return rules;
    }

    /** What rules did, as {@code stopped R-1}: what was excepted or waived is so, whatever else would have come of it. */
    private static Set<String> effects(Map<String, @Nullable Object> e) {
        var effects = new TreeSet<String>();
        var findings = new ArrayList<>(list(e, "findings"));
        findings.addAll(list(e, "latent"));
        findings.addAll(list(map(e, "settlement"), "findings"));
        findings.addAll(list(map(e, "delivery"), "findings"));
        findings.forEach(finding -> effect(
                effects, EFFECTS.get(String.valueOf(((Map<?, ?>) finding).get("outcome"))), (Map<?, ?>) finding));
        list(e, "excepted").forEach(finding -> effect(effects, "approved", (Map<?, ?>) finding));
        list(e, "waived").forEach(finding -> effect(effects, "waived", (Map<?, ?>) finding));
        return effects;
    }

    private static void effect(Set<String> effects, @Nullable String effect, Map<?, ?> finding) {
        String rule = String.valueOf(finding.get("rule"));
        if (!rule.isEmpty()) {
            effects.add(effect + " " + rule);
        }
    }

    private Set<String> objects(Map<String, @Nullable Object> e) {
        var objects = new TreeSet<String>();
        String type = text(e, "type");
        Map<String, @Nullable Object> facts = map(e, "facts");
        Map<String, @Nullable Object> settlement = map(e, "settlement");
        for (var part : List.of(
                list(e, "objects"),
                list(e, "created"),
                list(map(e, "scope"), "objects"),
                list(facts, "objects"),
                list(facts, "related"),
                list(facts, "checks"),
                list(facts, "derived_from"),
                list(settlement, "created"),
                list(settlement, "named"))) {
            part.forEach(each -> objects.add(each.toString()));
        }
        list(facts, "all").forEach(kind -> objects.add(kind + "/*"));
        map(facts, "values").forEach((name, value) -> objects.add(name + "/" + value));
        list(facts, "elements").forEach(element -> {
            if (element instanceof Map<?, ?> one && one.get("values") instanceof Map<?, ?> values) {
                values.forEach((name, value) -> objects.add(name + "/" + value));
            }
        });
        steps(e, objects);
        if (type.equals("link-proposed") && text(map(e, "what"), "kind").equals("objects")) {
            objects.add(text(map(e, "what"), "child"));
            objects.add(text(map(e, "what"), "from"));
        }
        for (var of : subject(e, type)) {
            String about = text(of, "type");
            if (VERDICTS.containsKey(about)) {
                objects.addAll(objects(Map.of("type", "", "seq", 0L, "facts", map(of, "facts"))));
            } else if (about.equals("link-proposed")) {
                objects.addAll(objects(of));
            }
        }
        return objects;
    }

    /** The objects of a plan that no step makes. */
    private static void steps(Map<String, @Nullable Object> e, Set<String> objects) {
        var named = new TreeSet<String>();
        var made = new TreeSet<String>();
        for (Object each : list(e, "steps")) {
            @SuppressWarnings("unchecked")
            var step = (Map<String, @Nullable Object>) each;
            for (Object object : list(step, "objects")) {
                named.add(object.toString());
                if (list(step, "creates").contains(object.toString().replaceFirst("/.*", ""))) {
                    made.add(object.toString());
                }
            }
        }
        named.removeAll(made);
        objects.addAll(named);
    }

    private static void number(List<Term> terms, Kind kind, Map<String, @Nullable Object> e, String name) {
        if (e.get(name) instanceof Long number && (number > 0 || !name.equals("task"))) {
            terms.add(new Term.Numbered(kind, number));
        }
    }

    private static List<Long> numbers(Map<String, @Nullable Object> e, String name) {
        return list(e, name).stream().map(Long.class::cast).toList();
    }

    private static long one(Map<String, @Nullable Object> e, String name) {
        return e.get(name) instanceof Long number ? number : -1;
    }

    private static String text(Map<String, @Nullable Object> e, String name) {
        return e.get(name) instanceof String text ? text : "";
    }

    private static List<Object> list(Map<String, @Nullable Object> e, String name) {
        return e.get(name) instanceof List<?> list ? List.copyOf(list) : List.of();
    }

    @SuppressWarnings("unchecked") // keys of records are strings
    private static Map<String, @Nullable Object> map(Map<String, @Nullable Object> e, String name) {
        return e.get(name) instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }
}
