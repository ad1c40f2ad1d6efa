package dev.interlock.e2e.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The pictures of a terminal in the documents show what the commands print now. With {@code -Daccept=true} they are drawn again:
 * look at them before you commit them.
 */
class TerminalPicturesTest {

    private static final Path IMAGES = Page.ROOT.resolve("docs/images");
    private static final Path READINESS = Page.ROOT.resolve("interlock-server/src/test/resources/readiness");

    @TempDir
    Path folder;

    /** The command line on a terminal with colours, as a program. */
    static final class OnTerminal {

        private OnTerminal() {}

        public static void main(String[] arguments) {
            CommandLine line = Main.commandLine(new Surroundings(Map.of(), true));
            line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
            System.exit(line.execute(arguments));
        }
    }

    /** Runs a command in the folder, and compares the picture of what it prints with that of the documents. */
    private void isShown(String name, String... arguments) throws Exception {
        Process process = new ProcessBuilder(JavaCommand.of(OnTerminal.class, arguments))
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        String picture = TerminalPicture.of("interlock " + String.join(" ", arguments), output);
        Path file = IMAGES.resolve(name + ".svg");
        if (Boolean.getBoolean("accept")) {
            Files.writeString(file, picture);
        }
        assertThat(picture).as("-Daccept=true draws it").isEqualTo(Files.readString(file));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private void edit(String file, String text, String edited) throws IOException {
        Path path = folder.resolve(file);
        String whole = Files.readString(path);
        assertThat(whole).contains(text);
        Files.writeString(path, whole.replaceFirst(Pattern.quote(text), edited));
    }

    /** Adds rules to accounts-payable. */
    private void withRules(String rules) throws IOException {
        copy(Page.ROOT.resolve("bundles/accounts-payable"), folder.resolve("accounts-payable"));
        Path file = folder.resolve("accounts-payable/rules/sod.yaml");
        Files.writeString(file, Files.readString(file) + rules);
    }

    /** Takes a configuration and its bundle from the readiness cases; the tokens stand in lines of their own. */
    private void withCase(String name, String bundle) throws IOException {
        copy(READINESS.resolve("bundles/" + bundle), folder.resolve(bundle));
        String config = Files.readString(READINESS.resolve("cases/" + name + "/broken.yaml"));
        Files.writeString(
                folder.resolve("interlock-server.yaml"),
                config.replace("../../bundles/", "").replace(", token: ", ",\n    token: "));
    }

    @Test
    void labelsInSeveralPlaces() throws Exception {
        withRules("");
        edit("accounts-payable/rules/sod.yaml", "per: vendor,", "per: invoice,");
        edit("accounts-payable/rules/sod.yaml", "- id: AP-04", "- id: AP-02");
        isShown("several-labels", "check", "accounts-payable");
    }

    @Test
    void aWarning() throws Exception {
        withRules("""

              - id: AP-05
                title: The owner of the agent that creates a vendor also pays it
                bind: {duties: [vendor.create, payment.release], per: vendor, same: owner, within: 30d}
            """);
        isShown("warning", "check", "accounts-payable");
    }

    @Test
    void aMistakeInACondition() throws Exception {
        withRules("""

              - id: AP-05
                title: Only accounts in Germany
                forbid: {duty: payment.release, when: 'args.iban.startsWith("DE") = false'}

              - id: AP-06
                title: No large amounts
                forbid: {duty: payment.release, when: 'size(arg.amount) > 5'}
            """);
        isShown("condition", "check", "accounts-payable");
    }

    @Test
    void aGroupThatIsSpeltInTwoWays() throws Exception {
        withCase("group-empty-misspelt", "payables");
        isShown("group-misspelt", "check", "--config", "interlock-server.yaml", "payables");
    }

    @Test
    void anApproverWhoOwnsTheAgent() throws Exception {
        withCase("approval-same-owner", "payables");
        isShown("approver-is-owner", "check", "--config", "interlock-server.yaml", "payables");
    }

    @Test
    void anAttributeThatALevelNeeds() throws Exception {
        withCase("attribute-misspelt", "sites");
        isShown("attribute-misspelt", "check", "--config", "interlock-server.yaml", "sites");
    }
}
