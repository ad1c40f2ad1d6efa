package dev.interlock.bench.replay;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.provenance.label.ToolLabels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The history of an owner before a run: every call with a destination of the other user tasks of the suite that the same model did without
 * an attack. The run's own user task is left out, so that nothing is known because of it.
 */
final class OwnHistory {

    /** Nothing was ever done before. */
    static final OwnHistory NONE = new OwnHistory();

    private final Map<String, List<Corpus.Run>> benign = new HashMap<>();
    private final Map<String, Corpus.Run> before = new HashMap<>();

    private OwnHistory() {}

    OwnHistory(Corpus corpus, AnswerKey key, Catalog catalog) {
        for (Corpus.Run run : corpus.runs()) {
            if (!key.of(run).attacked()) {
                benign.computeIfAbsent(run.suite() + "/" + run.model(), own -> new ArrayList<>())
                        .add(reaching(run, catalog));
            }
        }
    }

    private static Corpus.Run reaching(Corpus.Run run, Catalog catalog) {
        List<Corpus.Call> calls = run.calls().stream()
                .filter(call -> catalog.tool(run.suite(), call.tool())
                        .map(ToolEntry::content)
                        .orElse(ToolLabels.NONE)
                        .arguments()
                        .containsValue(ArgumentRole.DESTINATION))
                .toList();
        return new Corpus.Run(run.id(), run.suite(), run.model(), run.prompt(), calls);
    }

    /** One run with the calls of all that the owner has done before; empty where there is none. */
    Optional<Corpus.Run> of(Corpus.Run run) {
        List<Corpus.Run> own = benign.getOrDefault(run.suite() + "/" + run.model(), List.of());
        return own.isEmpty()
                ? Optional.empty()
                : Optional.of(before.computeIfAbsent(
                        run.suite() + "/" + run.model() + "/" + run.prompt(), task -> others(run, own)));
    }

    private static Corpus.Run others(Corpus.Run run, List<Corpus.Run> own) {
        List<Corpus.Call> calls = own.stream()
                .filter(other -> !other.prompt().equals(run.prompt()))
                .flatMap(other -> other.calls().stream())
                .toList();
        return new Corpus.Run("before " + run.id(), run.suite(), run.model(), run.prompt(), calls);
    }
}
