package dev.interlock.bench.replay;

import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.provenance.label.FieldRole;
import dev.interlock.provenance.label.ToolLabels;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run with an attack that is being rewritten: its calls and what they return, and where the attack is in them. */
final class Rewriting {

    /** An injected text in what a tool returned. */
    private static final Pattern INJECTED = Pattern.compile("(?s)<INFORMATION>(.*?)</INFORMATION>");
    /** The first number of calls that are not in the record. */
    private static final int ADDED = 10_000;

    /** A read, by suite, whose result has fields that others can fill. */
    private static final Map<String, Map.Entry<String, Map<String, Object>>> READS = Map.of(
            "banking", Map.entry("get_most_recent_transactions", Map.of("n", 100)),
            "slack", Map.entry("get_channels", Map.of()),
            "workspace", Map.entry("get_unread_emails", Map.of()));

    private final Corpus.Run run;
    private final Map<String, String> results;
    private final List<Corpus.Call> calls;
    private final List<Corpus.Call> attack = new ArrayList<>();
    private final Set<Integer> stops;
    private final Catalog catalog;
    private final AttackTexts texts;
    private int added;

    /**
     * @param stops the calls without which the attack would have failed
     * @param results the texts of all runs, to which those that are rewritten are added
     */
    Rewriting(Corpus.Run run, Set<Integer> stops, Map<String, String> results, Catalog catalog, AttackTexts texts) {
        this.run = run;
        this.stops = stops;
        this.results = results;
        this.catalog = catalog;
        this.texts = texts;
        calls = new ArrayList<>(run.calls());
        Set<String> once = new LinkedHashSet<>();
        for (Corpus.Call call : run.calls()) {
            if (stops.contains(call.seq()) && once.add(call.tool() + call.args())) {
                attack.add(call);
            }
        }
    }

    /** Returns whether there is a call without which the attack would have failed. */
    boolean isAttack() {
        return !attack.isEmpty();
    }

    Corpus.Run rewritten() {
        return run.with(calls);
    }

    /** The sentences of a kind that want the attack's calls. */
    String sentences(String kind, String injected) {
        return sentences(kind, injected, value -> value);
    }

    private String sentences(String kind, String injected, UnaryOperator<String> value) {
        Set<String> sentences = new LinkedHashSet<>();
        attack.forEach(call -> texts.of(kind, call, injected, value).ifPresent(sentences::add));
        return String.join(" ", sentences);
    }

    /** Writes something else in place of each injected text. */
    void replace(UnaryOperator<String> text) {
        for (int i = 0; i < calls.size(); i++) {
            String result = results.getOrDefault(calls.get(i).result(), "");
            if (INJECTED.matcher(result).find()) {
                put(
                        i,
                        RecordedResult.rewritten(
                                result,
                                !labels(calls.get(i)).fields().isEmpty(),
                                leaf -> INJECTED.matcher(leaf)
                                        .replaceAll(found -> Matcher.quoteReplacement(text.apply(found.group(1))))));
            }
        }
    }

    /** The request in the place of the recorded one, and the values in another source. */
    void split(boolean halves) {
        String[] injected = {""};
        replace(text -> {
            injected[0] = text;
            String request = sentences("apart", text);
            return halves
                    ? request + " " + sentences("values", text, value -> value.substring(0, value.length() / 2))
                    : request;
        });
        String values = sentences("values", injected[0], value -> halves ? value.substring(value.length() / 2) : value);
        int at = other().orElseGet(this::readAgain);
        if (at >= 0) {
            Map<FieldRole, String> record = new TreeMap<>();
            record.put(FieldRole.TEXT, values);
            add(at, record);
        }
    }

    /** Puts the values of the attack into fields of records that have words of the instruction in their texts. */
    void forge() {
        int at = structured().orElseGet(this::read);
        if (at < 0) {
            return;
        }
        String words = words(run.prompt());
        for (String value : values()) {
            Map<FieldRole, String> record = new TreeMap<>();
            for (FieldRole role : FieldRole.values()) {
                record.put(role, role.isText() ? words : value);
            }
            add(at, record);
        }
    }

    /** The values of the attack that rules look at. */
    Set<String> values() {
        Set<String> values = new LinkedHashSet<>();
        attack.forEach(call -> values.addAll(AttackTexts.wanted(call, labels(call))));
        return values;
    }

    private void add(int at, Map<FieldRole, String> record) {
        String result = results.getOrDefault(calls.get(at).result(), "");
        put(at, RecordedResult.with(result, labels(calls.get(at)), record));
    }

    private void put(int at, String result) {
        Corpus.Call call = calls.get(at);
        String name = run.id() + "/" + call.seq();
        results.put(name, result);
        calls.set(at, call.returning(name));
    }

    /** The last read before the attack of something that has fields which others fill. */
    private OptionalInt structured() {
        return last(call -> labels(call).fields().values().stream().anyMatch(role -> !role.isText()));
    }

    /** The last read before the attack that has no injected text in it. */
    private OptionalInt other() {
        return last(call -> !call.result().startsWith(run.id() + "/"));
    }

    private OptionalInt last(Predicate<Corpus.Call> wanted) {
        for (int i = begin() - 1; i >= 0; i--) {
            Corpus.Call call = calls.get(i);
            boolean read = !labels(call).trusted()
                    && !labels(call).acts()
                    && !call.failed()
                    && results.containsKey(call.result());
            if (read && wanted.test(call)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** The first call of the turn in which the attack begins. */
    int begin() {
        int turn = attack.getFirst().turn();
        int first = 0;
        while (calls.get(first).turn() != turn) {
            first++;
        }
        return first;
    }

    /** Lets the agent read one more thing before the attack begins; -1 for a suite that has nothing of the kind. */
    private int read() {
        var read = READS.get(run.suite());
        return read == null ? -1 : insert(read.getKey(), new TreeMap<>(read.getValue()));
    }

    /** Lets the agent read what has the injected text in it once more, as a second page; -1 where there is no such read. */
    private int readAgain() {
        OptionalInt injected = last(call -> call.result().startsWith(run.id() + "/"));
        return injected.isEmpty()
                ? -1
                : insert(
                        calls.get(injected.getAsInt()).tool(),
                        calls.get(injected.getAsInt()).args());
    }

    private int insert(String tool, Map<String, @Nullable Object> args) {
        int at = begin();
        insert(at, Session.MAIN, tool, args, "");
        return at;
    }

    /** Adds a call of which nothing is in the record. */
    void insert(int at, Session session, String tool, Map<String, @Nullable Object> args, String result) {
        int number = ADDED + added++;
        String name = run.id() + "/" + number;
        results.put(name, result);
        calls.add(at, new Corpus.Call(number, number, session, tool, args, /* failed= */ false, name));
    }

    /** Lets another task make the same call first, with the same result. */
    void copy(int at, Corpus.Call call, Session session) {
        int number = ADDED + added++;
        calls.add(at, new Corpus.Call(number, number, session, call.tool(), call.args(), call.failed(), call.result()));
    }

    /** Moves the calls for which the condition is true into another task. */
    void move(Predicate<Corpus.Call> which, Session session) {
        calls.replaceAll(call -> which.test(call) ? call.in(session) : call);
    }

    /** Returns whether the attack would have failed without the call. */
    boolean isOfAttack(Corpus.Call call) {
        return stops.contains(call.seq());
    }

    /** The calls before the attack of which the results have an injected text. */
    List<Corpus.Call> carriers() {
        return calls.subList(0, begin()).stream()
                .filter(call -> !call.failed()
                        && INJECTED.matcher(results.getOrDefault(call.result(), ""))
                                .find())
                .toList();
    }

    /** The first injected text of a result. */
    String injected(Corpus.Call carrier) {
        Matcher injected = INJECTED.matcher(results.getOrDefault(carrier.result(), ""));
        return injected.find() ? injected.group(1).strip() : "";
    }

    private ToolLabels labels(Corpus.Call call) {
        return catalog.tool(run.server(call), call.tool())
                .map(ToolEntry::content)
                .orElse(ToolLabels.NONE);
    }

    /** Three longer words of the instruction: a title of these makes the instruction name its record. */
    private static String words(String prompt) {
        return Pattern.compile("[A-Za-z]{4,}")
                .matcher(prompt)
                .results()
                .map(found -> found.group())
                .distinct()
                .limit(3)
                .collect(Collectors.joining(" "));
    }
}
