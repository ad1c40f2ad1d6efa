package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plan}, and what docs/plan.md shows of it. */
class PlanTest {

    private static final Path ROOT = Path.of(System.getProperty("interlock.root", ".."));
    private static final Path BUNDLE = ROOT.resolve("bundles/accounts-payable");
    private static final Pattern BLOCK =
            Pattern.compile("^```(?:yaml|text)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final String CYD = "  cyd: {owner: treasury, origin: carol, root: true}\n";

    @TempDir
    private Path folder;

    private List<String> blocks = List.of();

    @BeforeEach
    void read() throws IOException {
        blocks = BLOCK.matcher(Files.readString(ROOT.resolve("docs/plan.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private CommandRun plan(String text, String... options) throws IOException {
        Path file = folder.resolve("plan.yaml");
        Files.writeString(file, text);
        Object[] arguments = new Object[3 + options.length];
        arguments[0] = "plan";
        arguments[1] = BUNDLE;
        arguments[2] = file;
        System.arraycopy(options, 0, arguments, 3, options.length);
        return CommandRun.of(arguments);
    }

    @Test
    void theDocumentedPlanCannotBeCarriedOutUntilSomebodyElseIsThere() throws IOException {
        CommandRun without = plan(blocks.get(0));
        assertThat(without.out()).isEqualTo(blocks.get(1));
        assertThat(without.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        CommandRun with = plan(blocks.get(0).replace("people:\n", CYD + "people:\n"));
        assertThat(with.out()).isEqualTo(blocks.get(2));
        assertThat(with.exit()).isEqualTo(ExitCode.FINE);
    }

    @Test
    void theJsonSaysTheSame() throws IOException {
        assertThat(plan(blocks.get(0), "--json").out())
                .contains("\"answer\":\"unsatisfiable\"", "\"steps\":[\"create\",\"release\"]", "\"missing\":1")
                .contains("{\"rule\":\"AP-04\",\"on\":\"payee/GB29\"}");
        assertThat(plan(blocks.get(0).replace("people:\n", CYD + "people:\n"), "--json")
                        .out())
                .contains("\"answer\":\"satisfiable\"", "\"create\":\"cyd\"");
    }

    @Test
    void theApproverIsNobodyWhoAnswersForTheRequester() throws IOException {
        String text = blocks.get(0)
                .replace("people:\n", CYD + "people:\n")
                .replace("dana: {groups", "alice: {groups")
                .replace("payee/GB29], after: prepare", "payee/GB29], after: prepare, by: ada");
        CommandRun run = plan(text);
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.out()).contains("release (approval for AP-02)", "AP-02").contains("one more party");
    }

    @Test
    void whatIsRequiredAndNobodyDoesIsNamed() throws IOException {
        String text = blocks.get(0).lines().filter(line -> !line.contains("id: match")).toList().stream()
                .reduce("", (all, line) -> all + line.replace("after: match", "after: register") + "\n");
        assertThat(plan(text.replace("people:\n", CYD + "people:\n")).out())
                .contains("`release` needs `invoice.match` on `invoice/first` before it")
                .contains("no additional party would help");
    }

    @Test
    void aKeyThatIsNotNamedLeavesItUnknown() throws IOException {
        String text = blocks.get(0)
                .replace("people:\n", CYD + "people:\n")
                .replace("[payment/p, vendor/new, invoice/first]", "[payment/p, invoice/first]")
                .replace("[invoice/first, vendor/new]", "[invoice/first]");
        CommandRun run = plan(text);
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.out()).contains("not known", "the step `release` names no `vendor`");
    }

    @Test
    void mistakesAreNamedWithTheirPlaceAndARemedy() throws IOException {
        String good = blocks.get(0);
        assertThat(plan(good.replace("after: create}", "after: release}")).out())
                .contains("plan.yaml:8:", "depends on itself", "break the cycle");
        assertThat(plan(good.replace("after: create}", "after: creat}")).out())
                .contains("plan.yaml:8:", "no step is called `creat`", "did you mean `create`");
        assertThat(plan(good.replace("erp/match_invoice", "erp/match_invoce")).out())
                .contains("plan.yaml:9:", "did you mean `erp/match_invoice`");
        assertThat(plan(good.replace("id: match", "id: create")).out()).contains("two steps are called `create`");
        assertThat(plan(good.replace("[vendor/new, payee", "[vendr/new, payee")).out())
                .contains("did you mean `vendor`");
        assertThat(plan(good.replace("after: prepare", "after: prepare, by: adda"))
                        .out())
                .contains("no one in the cast is called `adda`", "did you mean `ada`");
        String many = "plan:\n" + "  - {id: s, tool: erp/get_vendor}\n".repeat(10_000);
        CommandRun run = plan(many);
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.out())
                .contains("at most 200 steps, but this one has 10000")
                .contains("1 error");
        assertThat(plan("plan: []\n").out()).contains("at least one step");
        assertThat(CommandRun.of("plan", BUNDLE, folder.resolve("none.yaml")).exit())
                .isEqualTo(ExitCode.WRONG_USAGE);
    }
}
