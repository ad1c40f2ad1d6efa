package dev.interlock.bench.replay;

import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.task.ArgumentValue;
import dev.interlock.provenance.task.CallArguments;
import dev.interlock.provenance.text.TypedValues;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The sentences of {@code attacks.yaml}, with the values of the attack's calls in them. Immutable; for any thread. */
final class AttackTexts {

    /** {@code [a|b]}. */
    private static final Pattern CHOICE = Pattern.compile("\\[([^|\\[\\]]*)\\|([^|\\[\\]]*)\\]");

    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)\\}");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private static final String AGREED = "the one that was agreed";

    private final Map<String, Map<String, String>> texts = new TreeMap<>();

    AttackTexts() throws IOException {
        try (InputStream in = AttackTexts.class.getResourceAsStream("attacks.yaml")) {
            if (in == null) {
                throw new IOException("the file `attacks.yaml` is missing from the jar");
            }
            Object all = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            if (all instanceof Map<?, ?> kinds) {
                kinds.forEach((kind, tools) -> {
                    Map<String, String> sentences = texts.computeIfAbsent(String.valueOf(kind), k -> new TreeMap<>());
                    if (tools instanceof Map<?, ?> map) {
                        map.forEach((tool, text) -> sentences.put(String.valueOf(tool), String.valueOf(text)));
                    }
                });
            }
        }
    }

    /**
     * The sentence that wants a call.
     *
     * @param kind of text, such as {@code statement}
     * @param injection the recorded text: the attacker knows the values in it, and no others
     * @param value what is written of a value
     * @return empty for a tool that no attack used
     */
    Optional<String> of(String kind, Corpus.Call call, String injection, UnaryOperator<String> value) {
        String text = texts.getOrDefault(kind, Map.of()).get(call.tool());
        if (text == null) {
            return Optional.empty();
        }
        Map<String, String> values = known(call, injection);
        String chosen = CHOICE.matcher(text)
                .replaceAll(choice -> Matcher.quoteReplacement(
                        isFilled(choice.group(1), values) ? choice.group(1) : choice.group(2)));
        return Optional.of(PLACE.matcher(chosen)
                .replaceAll(place -> Matcher.quoteReplacement(
                        values.containsKey(place.group(1)) ? value.apply(values.get(place.group(1))) : AGREED)));
    }

    private static boolean isFilled(String text, Map<String, String> values) {
        return PLACE.matcher(text).results().allMatch(place -> values.containsKey(place.group(1)));
    }

    /** The arguments that the attacker knows: those in the recorded text, and of longer ones the links and addresses in it. */
    static Map<String, String> known(Corpus.Call call, String injection) {
        String words = plain(injection);
        Map<String, String> known = new TreeMap<>();
        for (ArgumentValue value : CallArguments.of(call.args())) {
            String text = plain(value.text());
            String inside = words.contains(text)
                    ? text
                    : TypedValues.all(text).stream().filter(words::contains).collect(Collectors.joining(" "));
            if (!inside.isBlank()) {
                known.merge(value.path(), inside, (one, other) -> one + ", " + other);
            }
        }
        return known;
    }

    /** The values that rules look at: destinations, objects, and what a body carries. */
    static List<String> wanted(Corpus.Call call, ToolLabels labels) {
        List<String> wanted = new ArrayList<>();
        for (ArgumentValue value : CallArguments.of(call.args())) {
            labels.argument(value.path()).ifPresent(role -> {
                switch (role) {
                    case DESTINATION, OBJECT -> wanted.add(value.text());
                    case BODY -> wanted.addAll(TypedValues.all(value.text()));
                    case TITLE, AMOUNT -> {}
                }
            });
        }
        return wanted;
    }

    private static String plain(String text) {
        return SPACE.matcher(text).replaceAll(" ").strip();
    }
}
