package dev.interlock.server.workbench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.scenario.PlayedStep;
import dev.interlock.policy.scenario.Rehearsal;
import dev.interlock.policy.scenario.ScenarioSuite;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.json.Json;
import dev.interlock.server.lsp.SchemaHelp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The playground: bundles that people send are checked, played and asked, by what checks and plays bundles everywhere else. Stateless:
 * nothing of it is recorded or kept, it reads no file and no record. Thread-safe.
 */
public final class Playground {

    private static final int MOST_PROPOSALS = 60;

    private final TryOut tries;
    private final SchemaHelp help = new SchemaHelp();

    Playground(TryOut tries) {
        this.tries = tries;
    }

    /** What came of a bundle that was played. */
    public sealed interface Outcome {}

    /** What was played. */
    public record Came(ObjectNode what) implements Outcome {}

    /** Nothing was played: the bundle has errors, or what was asked of it. */
    public record Wrong(List<Diagnostic> diagnostics) implements Outcome {
        public Wrong {
            diagnostics = List.copyOf(diagnostics);
        }
    }

    /** What it takes for a call to be tried: a scenario that happened before, and the steps. */
    public record Question(String file, Optional<String> scenario, String steps) {}

    /** Everything that is wrong with a bundle and its scenarios, as an editor shows it, and what can be chosen from it. */
    public ObjectNode check(FileTree files) throws Refusal {
        return tries.of(() -> {
            PolicyBundle bundle = PolicyBundle.load(files);
            List<Diagnostic> found = new ArrayList<>(bundle.diagnostics());
            ObjectNode out = Json.object();
            switch (bundle) {
                case PolicyBundle.Rejected rejected -> out.put("ok", false);
                case PolicyBundle.Compiled compiled -> {
                    found.addAll(ScenarioSuite.run(compiled, files).diagnostics());
                    out.put("ok", found.stream().noneMatch(Diagnostic::isError));
                    outline(out, compiled, files);
                }
            }
            StoriesJson.put(out, found);
            return out;
        });
    }

    private static void outline(ObjectNode out, PolicyBundle.Compiled compiled, FileTree files) {
        out.put("name", compiled.engine().name()).put("digest", compiled.digest());
        compiled.engine().tools().keySet().forEach(out.putArray("tools")::add);
        compiled.engine().intents().keySet().forEach(out.putArray("intents")::add);
        ArrayNode rules = out.putArray("rules");
        compiled.engine().rules().forEach(rule -> rules.add(rule.id()));
        ArrayNode casts = out.putArray("casts");
        for (ScenarioSuite.Contents file : ScenarioSuite.contents(compiled, files)) {
            ObjectNode cast = casts.addObject().put("file", file.file());
            file.agents().forEach(cast.putArray("agents")::add);
            file.people().forEach(cast.putArray("people")::add);
            file.scenarios().forEach(cast.putArray("scenarios")::add);
        }
    }

    /**
     * What can be written at a place of a file, as the language server proposes it.
     *
     * @param line the line of the place, from 1
     * @param column the number of UTF-16 units before it in its line, and one
     */
    public ObjectNode complete(String text, int line, int column) throws Refusal {
        return tries.of(() -> {
            ObjectNode out = Json.object();
            ArrayNode items = out.putArray("items");
            help.complete(text, line - 1, column - 1).stream()
                    .limit(MOST_PROPOSALS)
                    .forEach(proposal -> items.addObject()
                            .put("text", proposal.text())
                            .put("key", proposal.isKey())
                            .put("description", StoriesJson.cut(proposal.description())));
            return out;
        });
    }

    /** Plays the scenarios of a bundle. */
    public Outcome test(FileTree files) throws Refusal {
        return tries.of(() -> switch (PolicyBundle.load(files)) {
            case PolicyBundle.Rejected rejected -> new Wrong(rejected.diagnostics());
            case PolicyBundle.Compiled compiled ->
                new Came(new StoriesJson(compiled.engine()).of(ScenarioSuite.run(compiled, files)));
        });
    }

    /** Decides a call after a scenario. */
    public Outcome decide(FileTree files, Question question) throws Refusal {
        return tries.of(() -> switch (PolicyBundle.load(files)) {
            case PolicyBundle.Rejected rejected -> new Wrong(rejected.diagnostics());
            case PolicyBundle.Compiled compiled ->
                switch (Rehearsal.play(compiled, files, question.file(), question.scenario(), question.steps())) {
                    case Rehearsal.Wrong wrong -> new Wrong(wrong.diagnostics());
                    case Rehearsal.Played played -> new Came(decided(new StoriesJson(compiled.engine()), played));
                };
        });
    }

    private static ObjectNode decided(StoriesJson json, Rehearsal.Played played) {
        List<PlayedStep> all = new ArrayList<>(played.history());
        all.addAll(played.tried());
        ObjectNode out = json.of(all.getLast(), StoriesJson.calls(all));
        json.steps(out, all);
        out.put("history", played.history().size());
        return out;
    }
}
