package dev.interlock.provenance.lexicon;

import dev.interlock.engine.model.Stake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the lexicon of a language. A line is {@code key: words}, a comment after {@code #}, or begins a duty:
 *
 * <pre>
 * language: en
 * common: the of and
 * endings: s ed ing
 *
 * duty: pay high
 * acts: pay send transfer
 * things: money bill
 * strong: refund
 * direct: transfer
 * </pre>
 *
 * <p>{@code endings} are added to each verb, after its final {@code e} is taken away where the ending begins with a vowel.
 */
public final class LexiconReader {

    private static final Set<String> OF_LANGUAGE =
            Set.of("language", "common", "endings", "subjects", "reminders", "plans", "obeying", "orders", "agents");
    private static final Set<String> OF_DUTY = Set.of("acts", "forms", "things", "strong", "direct");

    private final String file;
    private final Map<String, Set<String>> language = new LinkedHashMap<>();
    private final List<Duty> duties = new ArrayList<>();
    private Map<String, Set<String>> duty = new LinkedHashMap<>();
    private String name = "";
    private Stake stake = Stake.HIGH;

    private LexiconReader(String file) {
        this.file = file;
    }

    /**
     * Reads a lexicon.
     *
     * @param file its name, for messages
     * @throws LexiconException where it is malformed; names the line
     */
    public static Language read(String file, String text) {
        var reader = new LexiconReader(file);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            int comment = line.indexOf('#');
            String words = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!words.isEmpty()) {
                reader.line(number, words);
            }
        }
        return reader.language();
    }

    private void line(int number, String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw wrong(number, "expected `key: words`");
        }
        String key = line.substring(0, colon).strip();
        String value = line.substring(colon + 1).strip();
        if (key.equals("duty")) {
            begin(number, value);
            return;
        }
        boolean inDuty = !name.isEmpty();
        Map<String, Set<String>> into = inDuty ? duty : language;
        Set<String> known = inDuty ? OF_DUTY : OF_LANGUAGE;
        if (!known.contains(key)) {
            throw wrong(number, "there is no key `" + key + "` here; write one of " + String.join(", ", sorted(known)));
        }
        var words = new LinkedHashSet<String>();
        for (String word : value.split(key.equals("plans") ? "," : "\\s+", -1)) {
            if (!word.isBlank()) {
                words.add(word.strip());
            }
        }
        if (key.equals("plans")) {
            for (String plan : words) {
                if (plan.split("\\s+", -1).length != 2) {
                    throw wrong(number, "`" + plan + "` is no pair of words; write `plans: i will, we will`");
                }
            }
        }
        if (into.putIfAbsent(key, words) != null) {
            throw wrong(number, "`" + key + "` is here twice; write all words on one line");
        }
    }

    private void begin(int number, String value) {
        end();
        String[] parts = value.split("\\s+", -1);
        Stake found = null;
        for (Stake each : Stake.values()) {
            if (parts.length == 2 && each.text().equals(parts[1])) {
                found = each;
            }
        }
        if (found == null) {
            throw wrong(
                    number, "expected the name of a duty and its stake, as in `duty: pay high` (low, middle or high)");
        }
        name = parts[0];
        stake = found;
    }

    private void end() {
        if (!name.isEmpty()) {
            Set<String> acts = duty.getOrDefault("acts", Set.of());
            var forms = new LinkedHashSet<>(duty.getOrDefault("forms", Set.of()));
            for (String act : acts) {
                language.getOrDefault("endings", Set.of()).forEach(ending -> forms.add(form(act, ending)));
            }
            duties.add(new Duty(
                    name,
                    stake,
                    acts,
                    forms,
                    duty.getOrDefault("things", Set.of()),
                    duty.getOrDefault("strong", Set.of()),
                    duty.getOrDefault("direct", Set.of())));
        }
        duty = new LinkedHashMap<>();
    }

    private static String form(String act, String ending) {
        boolean vowel = "aeiou".indexOf(ending.charAt(0)) >= 0;
        return (vowel && act.endsWith("e") ? act.substring(0, act.length() - 1) : act) + ending;
    }

    private Language language() {
        end();
        Set<String> code = words("language");
        if (code.size() != 1) {
            throw new LexiconException(file + ": which language is it? Write `language: en` in the first line");
        }
        return new Language(
                code.iterator().next(),
                List.copyOf(duties),
                words("common"),
                words("subjects"),
                words("reminders"),
                words("plans"),
                words("obeying"),
                words("orders"),
                words("agents"));
    }

    private Set<String> words(String key) {
        return language.getOrDefault(key, Set.of());
    }

    private static List<String> sorted(Set<String> keys) {
        return keys.stream().sorted().map(key -> "`" + key + "`").toList();
    }

    private LexiconException wrong(int number, String message) {
        return new LexiconException(file + ":" + number + ": " + message);
    }
}
