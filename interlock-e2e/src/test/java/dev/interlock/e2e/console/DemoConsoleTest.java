package dev.interlock.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.Main;
import dev.interlock.e2e.console.Browser.View;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo and its console: a link is printed before the story begins, the story is followed in the browser, and the console stays. */
@Tag("long")
class DemoConsoleTest {

    private static final Pattern LINK = Pattern.compile("as (\\w+): (http://127\\.0\\.0\\.1:\\d+/console/in/(\\S+))");
    private static final Pattern DENIED = Pattern.compile("-> DENIED +(c-\\d+)");

    /** Reads on to a line with this pattern. */
    private static Matcher await(BufferedReader told, Pattern pattern) throws IOException {
        var before = new StringBuilder();
        for (String line = told.readLine(); line != null; line = told.readLine()) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
            before.append(line).append('\n');
        }
        throw new AssertionError("the demo never said `" + pattern + "`, but:\n" + before);
    }

    @Test
    void theStoryIsFollowedInTheBrowserAndTheConsoleStays(@TempDir Path folder) throws Exception {
        // The demo looks for its bundles in the folder where it is started.
        Process demo = new ProcessBuilder(JavaCommand.of(
                        Main.class,
                        "demo",
                        "--console",
                        "--data",
                        folder.resolve("demo").toString()))
                .directory(new File(System.getProperty("interlock.root", "..")))
                .redirectErrorStream(true)
                .start();
        try (Browser browser = Browser.open();
                BufferedReader told = demo.inputReader()) {
            Matcher link = await(told, LINK);
            Leaks.RUN.ofCaller(link.group(3));
            Window vera = browser.signIn(link.group(2), View.WIDE);
            assertThat(vera.heading()).isNotEmpty();
            String denied = await(told, DENIED).group(1);
            // The page that was opened before it happened shows it.
            vera.awaits(vera.main().locator("a[href$='/calls/" + denied + "']").first());
            vera.main().locator("a[href$='/calls/" + denied + "']").first().click();
            vera.shows("What happened");

            await(told, Pattern.compile("The console stays open until Ctrl-C"));
            Matcher again = await(told, LINK);
            Leaks.RUN.ofCaller(again.group(3));
            assertThat(browser.signIn(again.group(2), View.PHONE).heading()).isNotEmpty();
            vera.open("/console/calls/" + denied);
            vera.shows("What happened");
            vera.picture("demo-conflict");
            vera.visit("/console");
            vera.picture("demo-now");
            vera.assertClean();
            // Ctrl-C and SIGTERM end it the same way: in good order, with what is left of the story told.
            demo.toHandle().destroy();
            await(told, Pattern.compile("ledger verified"));
            assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(demo.exitValue()).isZero();
        } finally {
            demo.destroyForcibly();
        }
    }
}
