package dev.interlock.server.workbench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.scenario.PlayedStep;
import dev.interlock.policy.scenario.Rehearsal;
import dev.interlock.policy.scenario.ScenarioReport;
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

    /** The last steps of what is tried: the task is opened, and the call made. What comes before them is history. */
    private static final int TRIED = 2;

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

    /** The scenario that happened before a call that is tried, and the steps. */
    public record Question(String file, Optional<String> scenario, String steps) {}

    /**
     * Everything that is wrong with a bundle and its scenarios, as an editor shows it, and what can be chosen from it.
     *
     * @param base a bundle to compare with: what comes out otherwise than under it is counted, and is no mistake
     */
    public ObjectNode check(FileTree files, Optional<FileTree> base) throws Refusal {
        return tries.of(() -> {
            PolicyBundle bundle = PolicyBundle.load(files);
            List<Diagnostic> found = new ArrayList<>(bundle.diagnostics());
            ObjectNode out = Json.object();
            switch (bundle) {
                case PolicyBundle.Rejected rejected -> out.put("ok", false);
                case PolicyBundle.Compiled compiled -> {
                    ScenarioReport report = ScenarioSuite.run(compiled, files);
                    found.addAll(report.diagnostics());
                    Optional<StoryChange.Base> compared = compared(base, files);
                    compared.ifPresent(one -> {
                        report.outcomes().stream()
                                .filter(outcome -> one.change(outcome).isPresent())
                                .forEach(outcome -> found.removeAll(outcome.differences()));
                        StoriesJson.putCounts(out, report, one);
                    });
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

    /**
     * Plays the scenarios of a bundle.
     *
     * @param base a bundle to compare with, under which the same scenarios are played
     */
    public Outcome test(FileTree files, Optional<FileTree> base) throws Refusal {
        return tries.of(() -> switch (PolicyBundle.load(files)) {
            case PolicyBundle.Rejected rejected -> new Wrong(rejected.diagnostics());
            case PolicyBundle.Compiled compiled ->
                new Came(new StoriesJson(compiled.engine())
                        .of(ScenarioSuite.run(compiled, files), compared(base, files)));
        });
    }

    /**
     * Decides a call after a scenario.
     *
     * @param base a bundle to compare with, under which the same call is decided after the same scenario
     */
    public Outcome decide(FileTree files, Optional<FileTree> base, Question question) throws Refusal {
        return tries.of(() -> switch (PolicyBundle.load(files)) {
            case PolicyBundle.Rejected rejected -> new Wrong(rejected.diagnostics());
            case PolicyBundle.Compiled compiled ->
                switch (played(compiled, files, question)) {
                    case Rehearsal.Wrong wrong -> new Wrong(wrong.diagnostics());
                    case Rehearsal.Played played -> {
                        ObjectNode out = decided(compiled, played);
                        if (base.isPresent()) {
                            before(out, played, bundle(base.get()), files, question);
                        }
                        yield new Came(out);
                    }
                };
        });
    }

    private static Rehearsal.Result played(PolicyBundle.Compiled bundle, FileTree files, Question question) {
        return Rehearsal.play(bundle, files, question.file(), question.scenario(), question.steps());
    }

    private static ObjectNode decided(PolicyBundle.Compiled bundle, Rehearsal.Played played) {
        var json = new StoriesJson(bundle.engine());
        List<PlayedStep> all = new ArrayList<>(played.history());
        all.addAll(played.tried());
        ObjectNode out = json.of(all.getLast(), StoriesJson.calls(all));
        json.steps(out, all);
        out.put("history", all.size() - TRIED);
        return out;
    }

    /** Puts the same call under the base; why it cannot be decided there, where it names what that does not have. */
    private static void before(
            ObjectNode out, Rehearsal.Played after, PolicyBundle.Compiled base, FileTree files, Question question) {
        switch (played(base, files, question)) {
            case Rehearsal.Wrong wrong ->
                out.put("changed", true)
                        .putObject("before")
                        .put(
                                "text",
                                StoriesJson.cut(wrong.diagnostics().getFirst().message()));
            case Rehearsal.Played before ->
                out.put(
                                "changed",
                                StoryChange.differ(
                                        before.tried().getLast(), after.tried().getLast()))
                        .set("before", decided(base, before));
        }
    }

    private static Optional<StoryChange.Base> compared(Optional<FileTree> base, FileTree files) throws Refusal {
        return base.isPresent() ? Optional.of(new StoryChange.Base(bundle(base.get()), files)) : Optional.empty();
    }

    /** The bundle to compare with, which has to be one that could be in force. */
    private static PolicyBundle.Compiled bundle(FileTree base) throws Refusal {
        return switch (PolicyBundle.load(base)) {
            case PolicyBundle.Compiled compiled -> compiled;
            case PolicyBundle.Rejected rejected ->
                throw Refusal.invalid(List.of(new Refusal.Flaw(
                        "/base",
                        "the bundle to compare with has mistakes: "
                                + StoriesJson.cut(
                                        rejected.diagnostics().getFirst().message()))));
        };
    }
}
