package dev.interlock.cli.command.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.engine.command.Answer;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diff.BundleDiff;
import dev.interlock.policy.diff.Change;
import dev.interlock.policy.story.Move;
import dev.interlock.policy.story.MoveWords;
import dev.interlock.server.json.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock diff}: what another bundle decides otherwise. */
@Command(
        name = "diff",
        description = {
            "Show what two bundles decide differently, with a story for each.",
            "Each story is the shortest that shows the difference."
        },
        footer = {
            "",
            "Plays single calls in every intent and, for each changed rule, histories of the calls "
                    + "that it concerns.",
            "It finds only differences within these bounds, so finding none is not a proof. Exits "
                    + "with 1 if the bundles differ."
        })
public final class DiffCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "A",
            converter = BundleFolder.class,
            description = "Folder of the first bundle.")
    private Path a;

    @Parameters(
            index = "1",
            paramLabel = "B",
            converter = BundleFolder.class,
            description = "Folder of the second bundle.")
    private Path b;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "3",
            description = "The maximum number of calls in a story, not counting those that prepare it (default:"
                    + " ${DEFAULT-VALUE}).")
    private int length;

    @Option(
            names = "--stories",
            paramLabel = "N",
            defaultValue = "200000",
            description = "The maximum number of stories to play (default: ${DEFAULT-VALUE}).")
    private int stories;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Optional<PolicyBundle.Compiled> before = compiled(a, out);
        Optional<PolicyBundle.Compiled> after = compiled(b, out);
        if (before.isEmpty() || after.isEmpty()) {
            return ExitCode.FOUND_SOMETHING;
        }
        BundleDiff.Result result = new BundleDiff(before.get(), after.get(), length, stories).find();
        if (json) {
            out.println(Json.text(json(result)));
        } else {
            text(result, before.get(), after.get(), out);
        }
        return result.same() ? ExitCode.FINE : ExitCode.FOUND_SOMETHING;
    }

    private Optional<PolicyBundle.Compiled> compiled(Path folder, PrintWriter out) {
        return switch (BundleFolder.load(folder, spec)) {
            case PolicyBundle.Compiled compiled -> Optional.of(compiled);
            case PolicyBundle.Rejected rejected -> {
                out.print(DiagnosticFormat.text(rejected.diagnostics(), spec));
                out.println("`" + folder + "` has errors: nothing was compared");
                yield Optional.empty();
            }
        };
    }

    private void text(
            BundleDiff.Result result, PolicyBundle.Compiled before, PolicyBundle.Compiled after, PrintWriter out) {
        result.onlyA().forEach(name -> out.println("- only in A: " + name));
        result.onlyB().forEach(name -> out.println("+ only in B: " + name));
        if (!result.onlyA().isEmpty() || !result.onlyB().isEmpty()) {
            out.println();
        }
        int number = 0;
        for (Change change : result.changes()) {
            out.println(++number + ". " + head(change));
            for (int i = 0; i < change.story().moves().size() - 1; i++) {
                out.println("     " + MoveWords.of(change.story().moves().get(i)));
            }
            out.println("   > " + MoveWords.of(change.move()));
            out.println("     A: " + said(before, change.before()));
            out.println("     B: " + said(after, change.after()));
            out.println();
        }
        out.println(summary(result));
    }

    private static String head(Change change) {
        String what = switch (change.move()) {
            case Move.Call call -> call.name();
            case Move.Open open -> "a task of `" + open.intent() + "`";
            case Move.Wait wait -> "time";
        };
        return what + ": " + verdict(change.before()) + " -> " + verdict(change.after());
    }

    private static String verdict(Answer answer) {
        return switch (answer) {
            case Answer.Done done -> "opened";
            case Answer.Refused refused -> "refused";
            case Answer.Permit permit -> "permitted";
            case Answer.Hold hold -> "held";
            case Answer.Deny deny -> "denied";
        };
    }

    private static String said(PolicyBundle.Compiled bundle, Answer answer) {
        String became = new ReachText(bundle.engine()).became(answer);
        return became.isEmpty() ? verdict(answer) : became;
    }

    private String summary(BundleDiff.Result result) {
        String found =
                result.same() ? "no difference" : Shown.plural(result.changes().size(), "change") + " of meaning";
        return found + " in " + result.stories() + " stories of up to "
                + Shown.plural(length, "call")
                + (result.exhausted() ? "" : "; there are more stories: raise --stories to play them");
    }

    private static ObjectNode json(BundleDiff.Result result) {
        ObjectNode out = Json.object().put("same", result.same()).put("stories", result.stories());
        result.onlyA().forEach(out.putArray("only-a")::add);
        result.onlyB().forEach(out.putArray("only-b")::add);
        var changes = out.putArray("changes");
        for (Change change : result.changes()) {
            ObjectNode one =
                    changes.addObject().put("a", verdict(change.before())).put("b", verdict(change.after()));
            codes(change.before()).forEach(one.putArray("a-codes")::add);
            codes(change.after()).forEach(one.putArray("b-codes")::add);
            var steps = one.putArray("story");
            change.story().moves().forEach(move -> steps.add(MoveWords.of(move)));
        }
        return out;
    }

    private static List<String> codes(Answer answer) {
        return switch (answer) {
            case Answer.Verdict verdict ->
                verdict.findings().stream()
                        .map(finding -> finding.code().text() + (finding.rule().isEmpty() ? "" : " " + finding.rule()))
                        .distinct()
                        .toList();
            case Answer.Refused refused -> List.of(refused.code().text());
            case Answer.Done done -> List.of();
        };
    }
}
