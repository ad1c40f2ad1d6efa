package dev.interlock.bench.replay;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Attacks through another task: an agent reads the injected text there, and the text or only its values come to the agent that acts in
 * the user's task. There the text itself is never read. The tools for that are those of {@code catalog/assistant.yaml}.
 */
final class Detour {

    private static final Map<String, @Nullable Object> NOTHING = new TreeMap<>();
    private static final String FILE = "summary.md";

    private final Rewriting run;
    private final List<Corpus.Call> carriers;
    private final String injected;

    Detour(Rewriting run) {
        this.run = run;
        this.carriers = run.carriers();
        this.injected = carriers.isEmpty() ? "" : run.injected(carriers.getFirst());
    }

    void throughSubAgent(String variant) {
        switch (variant) {
            case "orders" -> run.move(run::isOfAttack, Session.SUB_TASK);
            case "apart" -> {
                readElsewhere(Session.OTHER_AGENT);
                answer(handed("values"));
            }
            default -> {
                run.move(carriers::contains, Session.SUB_TASK);
                answer(handed(variant));
            }
        }
    }

    /** The answer of another agent, as the result of a tool that nobody calls trusted. */
    private void answer(String text) {
        run.insert(run.begin(), Session.MAIN, "assistant/ask_agent", arguments("question", "Is there news?"), text);
    }

    void throughFile(String variant) {
        String text = handed(variant);
        int at = readElsewhere(Session.OTHER_AGENT);
        Map<String, @Nullable Object> file = arguments("path", FILE);
        file.put("content", text);
        run.insert(at, Session.OTHER_AGENT, "assistant/write_file", file, "");
        run.insert(run.begin(), Session.MAIN, "assistant/read_file", arguments("path", FILE), text);
    }

    void throughMemory(String variant) {
        String text = handed(variant);
        int at = readElsewhere(Session.EARLIER);
        run.insert(at, Session.EARLIER, "assistant/remember", arguments("text", text), "");
        run.insert(run.begin(), Session.MAIN, "assistant/recall", NOTHING, text);
    }

    void remembered() {
        readElsewhere(Session.EARLIER);
    }

    /**
     * Has the injected text read in a task before the main one, which reads the same without that text.
     *
     * @return the number of calls there
     */
    private int readElsewhere(Session session) {
        run.replace(text -> "");
        for (int i = 0; i < carriers.size(); i++) {
            run.copy(i, carriers.get(i), session);
        }
        return carriers.size();
    }

    /** The text that is handed over: all that was injected, a sentence that asks for nothing, or the values. */
    private String handed(String variant) {
        return switch (variant) {
            case "text" -> injected;
            case "sentence" -> run.sentences("statement", injected);
            case "values", "apart" -> String.join("\n", run.values());
            default -> throw new IllegalArgumentException("nothing is handed over in the form `" + variant + "`");
        };
    }

    private static Map<String, @Nullable Object> arguments(String name, String value) {
        Map<String, @Nullable Object> arguments = new TreeMap<>();
        arguments.put(name, value);
        return arguments;
    }
}
