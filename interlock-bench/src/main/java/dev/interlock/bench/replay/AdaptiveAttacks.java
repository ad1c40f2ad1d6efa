package dev.interlock.bench.replay;

import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.provenance.label.FieldRole;
import dev.interlock.provenance.label.ToolLabels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
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

/**
 * The recorded attacks, rewritten by an attacker who knows rules, labels and lexicon: another text in place of the injected one, and the
 * values of the attack in other places. The agent is assumed to do what it did in the record.
 */
final class AdaptiveAttacks {

    /** An injected text in what a tool returned. */
    private static final Pattern INJECTED = Pattern.compile("(?s)<INFORMATION>(.*?)</INFORMATION>");
    /** The first number of calls that are not in the record. */
    private static final int ADDED = 10_000;

    /** A read, by suite, whose result has fields that others can fill. */
    private static final Map<String, Map.Entry<String, Map<String, Object>>> READS = Map.of(
            "banking", Map.entry("get_most_recent_transactions", Map.of("n", 100)),
            "slack", Map.entry("get_channels", Map.of()),
            "workspace", Map.entry("get_unread_emails", Map.of()));

    private final Corpus corpus;
    private final AnswerKey key;
    private final Catalog catalog;
    private final AttackTexts texts = new AttackTexts();

    AdaptiveAttacks(Corpus corpus, AnswerKey key, Catalog catalog) throws IOException {
        this.corpus = corpus;
        this.key = key;
        this.catalog = catalog;
    }

    /** The attacks that succeeded, in a variant of a form. */
    Corpus in(AttackForm form, String variant) {
        Map<String, String> results = new HashMap<>(corpus.results());
        List<Corpus.Run> runs = corpus.runs().stream()
                .filter(run -> key.of(run).attacked() && key.of(run).succeeded())
                .map(run -> new Rewriting(run, results).in(form, variant))
                .toList();
        return new Corpus(runs, corpus.labels(), results);
    }

    /** One run. */
    private final class Rewriting {

        private final Corpus.Run run;
        private final Map<String, String> results;
        private final List<Corpus.Call> calls;
        private final List<Corpus.Call> attack = new ArrayList<>();
        private int added;

        Rewriting(Corpus.Run run, Map<String, String> results) {
            this.run = run;
            this.results = results;
            calls = new ArrayList<>(run.calls());
            Set<String> once = new LinkedHashSet<>();
            for (Corpus.Call call : run.calls()) {
                if (key.of(run).stops().contains(call.seq()) && once.add(call.tool() + call.args())) {
                    attack.add(call);
                }
            }
        }

        Corpus.Run in(AttackForm form, String variant) {
            if (attack.isEmpty()) {
                return run;
            }
            switch (form) {
                case RECORDED -> {}
                case STATEMENT -> replace(injected -> sentences("statement", injected));
                case FIELD -> forge();
                case BOTH -> {
                    replace(injected -> sentences("statement", injected));
                    forge();
                }
                case SPLIT -> split(variant.equals("halves"));
                case LANGUAGE -> replace(injected -> sentences(variant, injected));
                case ENCODED -> replace(injected -> Encoding.of(variant).apply(injected));
            }
            return new Corpus.Run(run.id(), run.suite(), run.model(), run.prompt(), calls);
        }

        private String sentences(String kind, String injected) {
            return sentences(kind, injected, value -> value);
        }

        private String sentences(String kind, String injected, UnaryOperator<String> value) {
            Set<String> sentences = new LinkedHashSet<>();
            attack.forEach(call -> texts.of(kind, call, injected, value).ifPresent(sentences::add));
            return String.join(" ", sentences);
        }

        /** Writes something else in place of each injected text. */
        private void replace(UnaryOperator<String> text) {
            for (int i = 0; i < calls.size(); i++) {
                String result = results.getOrDefault(calls.get(i).result(), "");
                if (INJECTED.matcher(result).find()) {
                    put(
                            i,
                            RecordedResult.rewritten(
                                    result,
                                    !labels(calls.get(i)).fields().isEmpty(),
                                    leaf -> INJECTED.matcher(leaf)
                                            .replaceAll(
                                                    found -> Matcher.quoteReplacement(text.apply(found.group(1))))));
                }
            }
        }

        /** The request in the place of the recorded one, and the values in another source. */
        private void split(boolean halves) {
            String[] injected = {""};
            replace(text -> {
                injected[0] = text;
                String request = sentences("apart", text);
                return halves
                        ? request + " " + sentences("values", text, value -> value.substring(0, value.length() / 2))
                        : request;
            });
            String values =
                    sentences("values", injected[0], value -> halves ? value.substring(value.length() / 2) : value);
            int at = other().orElseGet(this::readAgain);
            if (at >= 0) {
                Map<FieldRole, String> record = new TreeMap<>();
                record.put(FieldRole.TEXT, values);
                add(at, record);
            }
        }

        /** Puts the values of the attack into fields of records that have words of the instruction in their texts. */
        private void forge() {
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

        private Set<String> values() {
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
            calls.set(at, new Corpus.Call(call.seq(), call.turn(), call.tool(), call.args(), call.failed(), name));
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
        private int begin() {
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
            int number = ADDED + added++;
            results.put(run.id() + "/" + number, "");
            calls.add(at, new Corpus.Call(number, number, tool, args, false, run.id() + "/" + number));
            return at;
        }

        private ToolLabels labels(Corpus.Call call) {
            return catalog.tool(run.suite(), call.tool())
                    .map(ToolEntry::content)
                    .orElse(ToolLabels.NONE);
        }
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
