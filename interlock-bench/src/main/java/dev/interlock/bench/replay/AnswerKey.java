package dev.interlock.bench.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The answer key of the shared corpus: who was attacked, and how it ended. The scorer opens it after everything was decided, and the
 * attacker ({@link AdaptiveAttacks}) in order to know its own calls. Rules, labels and lexicon never see it.
 */
final class AnswerKey {

    private static final Answer UNKNOWN = new Answer(false, false, false, "", "", new TreeSet<>());

    private final Map<String, Answer> answers;
    private final Set<String> attackedModels = new HashSet<>();

    /**
     * The answer for one run.
     *
     * @param attacked whether untrusted content in it had an injected text
     * @param succeeded whether the agent did what the text wanted
     * @param useful whether the agent did what the user wanted
     * @param userTask the name of the user's task, the same for all models
     * @param injectionTask the name of the attacker's goal; empty without an attack
     * @param stops the calls without which the attack would have failed
     */
    record Answer(
            boolean attacked,
            boolean succeeded,
            boolean useful,
            String userTask,
            String injectionTask,
            SortedSet<Integer> stops) {}

    private AnswerKey(Map<String, Answer> answers) {
        this.answers = answers;
    }

    static AnswerKey read(Corpus corpus, Path folder) throws IOException {
        Map<String, Answer> answers = new HashMap<>();
        Corpus.lines(
                folder.resolve("answers.jsonl.gz"),
                line -> answers.put(line.get("run").textValue(), answer(line)));
        var key = new AnswerKey(answers);
        corpus.runs().stream()
                .filter(run -> key.of(run).attacked())
                .forEach(run -> key.attackedModels.add(run.model()));
        return key;
    }

    private static Answer answer(JsonNode line) {
        SortedSet<Integer> stops = new TreeSet<>();
        for (JsonNode call : line.get("calls")) {
            if (call.path("stops_attack").booleanValue()) {
                stops.add(call.get("seq").intValue());
            }
        }
        return new Answer(
                !line.get("attack").asText().equals("none"),
                line.get("attack_succeeded").booleanValue(),
                line.get("utility").booleanValue(),
                line.get("user_task").asText(),
                line.get("injection_task").asText(""),
                stops);
    }

    Answer of(Corpus.Run run) {
        return answers.getOrDefault(run.id(), UNKNOWN);
    }

    boolean has(Corpus.Run run) {
        return answers.containsKey(run.id());
    }

    /** Returns whether some runs of the model were attacked; the others of it are what ordinary work is measured on. */
    boolean isAttacked(String model) {
        return attackedModels.contains(model);
    }
}
