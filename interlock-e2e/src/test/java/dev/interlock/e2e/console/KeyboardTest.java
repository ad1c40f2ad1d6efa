package dev.interlock.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import dev.interlock.demo.Answer;
import dev.interlock.e2e.Client;
import dev.interlock.e2e.console.Browser.View;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The console without a mouse: each flow by keys alone, the focus always in sight, and no place that keeps it. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyboardTest {

    private static final int MOST_STOPS = 250;

    /** Describes what has the focus, whether that is in sight, and whether one can see that it has it. */
    private static final String FOCUSED = """
        () => {
          const at = document.activeElement;
          if (!at || at === document.body) return {what: ''};
          // A field without a frame of its own is marked around what it stands in.
          const marks = each => each !== null && each !== document.body
            && (getComputedStyle(each).outlineStyle !== 'none' && parseFloat(getComputedStyle(each).outlineWidth) > 0 || marks(each.parentElement));
          const box = at.getBoundingClientRect();
          return {
            what: [at.id, at.name, at.textContent.trim().slice(0, 40)].filter(Boolean).join(', '),
            marked: marks(at),
            seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
          };
        }
        """;

    private Browser browser;
    private ConsoleHouse house;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        browser = Browser.openWithMotion();
        house = new ConsoleHouse(folder);
        house.vendor("clerk", "V-1");
    }

    @AfterEach
    void closeWindows() {
        browser.closeWindows();
    }

    @AfterAll
    void close() throws Exception {
        if (house != null) {
            house.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private Window signIn(String person) {
        return browser.signIn(house.link(person), View.WIDE);
    }

    private static void press(Window window, String... keys) {
        for (String key : keys) {
            window.page().keyboard().press(key);
        }
    }

    private static Map<?, ?> focused(Window window) {
        return (Map<?, ?>) window.page().evaluate(FOCUSED);
    }

    private static String what(Window window) {
        return String.valueOf(focused(window).get("what"));
    }

    /** Presses Tab until something has the focus; each stop on the way is in sight and marked. */
    private static void tabTo(Window window, String name) {
        for (int i = 0; i < MOST_STOPS; i++) {
            press(window, "Tab");
            Map<?, ?> at = focused(window);
            if (!at.get("what").equals("")) {
                assertThat(at.get("marked"))
                        .as("a mark on `%s` of %s", at, window.place())
                        .isEqualTo(true);
                assertThat(at.get("seen"))
                        .as("`%s` of %s in sight", at, window.place())
                        .isEqualTo(true);
            }
            if (String.valueOf(at.get("what")).contains(name)) {
                return;
            }
        }
        throw new AssertionError("the key Tab does not lead to `" + name + "` on "
                + window.page().url());
    }

    @Test
    void anInboxIsAnsweredByKeysAlone() {
        Client payer = house.agent("payer", house.task("payer", "Pay Acme and correct its accounts"));
        var pay = Json.object().put("vendor", "V-1").put("amount", "10").put("note", "x");
        String alone = payer.call("pay", pay).hold().orElseThrow();
        var edit = Json.object().put("vendor", "V-2").put("iban", "DE1");
        var alike = Json.object().put("vendor", "V-3").put("iban", "DE2");
        payer.call("edit", edit);
        payer.call("edit", alike);
        Window vera = signIn("vera");
        vera.open("/console/inbox");
        press(vera, "Tab");
        assertThat(what(vera)).isEqualTo("Skip to content");
        press(vera, "Enter");
        vera.awaits(vera.page().locator("#main:focus"));

        press(vera, "?");
        vera.page().getByRole(AriaRole.DIALOG).waitFor();
        press(vera, "Escape");
        assertThat(vera.page().locator("dialog[open]").count()).isZero();
        press(vera, "/");
        assertThat(what(vera)).isEqualTo("q");

        // Rows: the first is the payment, the others are alike.
        vera.open("/console/inbox");
        press(vera, "j", "j", "k");
        assertThat(what(vera)).startsWith("Pay ");
        press(vera, "a");
        vera.page().waitForURL("**/holds/" + alone + "#answer");
        press(vera, "r");
        assertThat(what(vera)).startsWith("why");
        tabTo(vera, "code");
        vera.page().keyboard().type(vera.main().locator(".code output").innerText());
        press(vera, "Enter");
        vera.isNow("approved");
        assertThat(payer.call("pay", pay).kind()).isEqualTo(Answer.Kind.DONE);

        vera.open("/console/inbox");
        press(vera, "j", "x", "j", "x");
        assertThat(vera.main().locator("input[type=checkbox]:checked").count()).isEqualTo(2);
        tabTo(vera, "comment");
        vera.page().keyboard().type("as in the letters");
        tabTo(vera, "Approve the selected ones");
        press(vera, "Enter");
        vera.shows("“as in the letters”");
        assertThat(payer.call("edit", edit).kind()).isEqualTo(Answer.Kind.DONE);
        assertThat(payer.call("edit", alike).kind()).isEqualTo(Answer.Kind.DONE);
        vera.assertClean();
    }

    @Test
    void aFilterAndAnIdAreTyped() {
        String call = house.call("clerk", "create", "{'name':'Beta','answer':{'id':'V-2'}}")
                .decision()
                .path("call")
                .asText();
        Window sam = signIn("sam");
        press(sam, "/");
        sam.page().keyboard().type(call);
        press(sam, "Enter");
        sam.page().waitForURL("**/calls/" + call);
        sam.open("/console/ledger");
        tabTo(sam, "verdict");
        sam.page().keyboard().type("st");
        press(sam, "Enter");
        tabTo(sam, "Show");
        press(sam, "Enter");
        sam.page().waitForURL("**verdict=denied**");
        sam.assertClean();
    }

    @Test
    void aLaneIsProposedAndABundleTriedByKeysAlone() {
        Window dana = signIn("dana");
        dana.open("/console/break-glass");
        tabTo(dana, "lane-agent");
        dana.page().keyboard().type("clerk");
        tabTo(dana, "reason");
        dana.page().keyboard().type("payments are stuck");
        tabTo(dana, "Propose the lane");
        press(dana, "Enter");
        dana.shows("waits for a second person");
        tabTo(dana, "Withdraw it");
        dana.open("/console/playground");
        tabTo(dana, "text-0");
        // Tab leaves the editor.
        tabTo(dana, "Run the scenarios");
        dana.assertClean();
    }

    @Test
    void noPageKeepsTheFocus() {
        Window adam = signIn("adam");
        for (String page : List.of(
                "/console",
                "/console/tasks",
                "/console/objects",
                "/console/objects/vendor/V-1",
                "/console/parties",
                "/console/parties/clerk",
                "/console/rules",
                "/console/rules/SEP-1",
                "/console/rules/proposal",
                "/console/ledger",
                "/console/ledger/2",
                "/console/settings",
                "/console/more",
                "/console/find?q=v")) {
            adam.open(page);
            tabTo(adam, "Skip to content");
            // All the way round: after the last element the browser begins again.
            tabTo(adam, "Skip to content");
        }
        adam.assertClean();
    }

    @Test
    void nothingMovesForThoseWhoAskForThat() {
        Window sam = browser.window(View.WIDE, options -> options.setReducedMotion(ReducedMotion.REDUCE));
        sam.open(house.link("sam"));
        for (String page : List.of("/console", "/console/inbox", "/console/rules", "/console/playground")) {
            sam.open(page);
            assertThat(sam.page().evaluate("""
                [...document.querySelectorAll('*')].filter(each => {
                  const style = getComputedStyle(each);
                  return parseFloat(style.transitionDuration) > 0.01 || style.animationName !== 'none' && parseFloat(style.animationDuration) > 0.01;
                }).length\
                """)).as(page).isEqualTo(0);
        }
    }
}
