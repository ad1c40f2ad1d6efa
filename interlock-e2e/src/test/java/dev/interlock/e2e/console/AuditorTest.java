package dev.interlock.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.e2e.console.Browser.View;
import dev.interlock.server.fixture.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An auditor sees all and changes nothing: no page has a button that would, and each form of others that the auditor sends is refused. */
@Tag("long")
class AuditorTest {

    private static final List<String> START = List.of("/console", "/console/more");

    /** The forms that change nothing that is recorded: the end of one's own session, and what is tried out. */
    private static boolean changesNothing(Crawl.Button button) {
        return button.action().equals("/console/sign-out") || button.action().startsWith("/console/playground");
    }

    private static List<String> work(ConsoleHouse house) throws Exception {
        house.vendor("clerk", "V-1");
        String alone = house.held("payer", "pay", "{'vendor':'V-1','amount':'10','note':'x'}");
        var payer = house.agent("payer", house.task("payer", "Edit two accounts"));
        payer.call("edit", Trees.object("{\"vendor\":\"V-1\",\"iban\":\"DE1\"}"));
        payer.call("edit", Trees.object("{\"vendor\":\"V-2\",\"iban\":\"DE2\"}"));
        house.posted("vera", "delegations", "{'to':'paul','group':'approvers','for':'4h','reason':'away'}");
        house.posted("olivia", "agents/helper/suspend", "{'reason':'to be looked at'}");
        house.posted("olivia", "agents/helper/resume", "{'reason':'was looked at'}");
        String proposed = house.posted("dana", "lanes", "{'agent':'clerk','reason':'stuck'}")
                .path("id")
                .asText();
        Files.writeString(
                house.folder.resolve("bundle").resolve("interlock.yaml"),
                ConsoleHouse.BUNDLE.replace("within: 90d", "within: 30d"));
        return List.of("/console/holds/" + alone, "/console/break-glass/" + proposed);
    }

    @Test
    void anAuditorChangesNothing(@TempDir Path folder) throws Exception {
        try (Browser browser = Browser.open();
                ConsoleHouse house = new ConsoleHouse(folder)) {
            List<String> start = new ArrayList<>(START);
            start.addAll(work(house));
            Map<String, Crawl.Button> others = new LinkedHashMap<>();
            for (String person : ConsoleHouse.peopleOfRoles()) {
                Window window = browser.signIn(house.link(person), View.WIDE);
                Crawl.of(window, start).buttons.stream()
                        .filter(button -> !changesNothing(button))
                        .forEach(button -> others.putIfAbsent(button.action() + button.says(), button));
                browser.closeWindows();
            }
            // An operator's, an approver's and an administrator's, on the pages that have some.
            assertThat(others.values())
                    .extracting(Crawl.Button::says)
                    .contains(
                            "Approve",
                            "Reject",
                            "Approve the selected ones",
                            "Withdraw it",
                            "Let them answer",
                            "Confirm",
                            "End it")
                    .contains(
                            "Propose it",
                            "Propose the lane",
                            "Confirm: open the lane",
                            "Withdraw it",
                            "Stop it, and all below it");

            Window sam = browser.signIn(house.link("sam"), View.WIDE);
            Crawl seen = Crawl.of(sam, start);
            assertThat(seen.missing).isEmpty();
            assertThat(seen.buttons)
                    .filteredOn(button -> !changesNothing(button))
                    .isEmpty();

            int recorded = house.record().size();
            for (Crawl.Button button : others.values()) {
                assertThat(sam.sent(button.action(), filled(button)))
                        .as(button.toString())
                        .isEqualTo(403);
            }
            assertThat(house.record().stream()
                            .skip(recorded)
                            .map(entry -> entry.event().getClass().getSimpleName()))
                    .as("what was recorded of it")
                    .allMatch(event -> event.contains("Refused"));
            sam.assertClean();
        }
    }

    /** The fields with something in each, as somebody would fill them in. */
    private static List<List<String>> filled(Crawl.Button button) {
        return button.fields().stream()
                .map(field -> field.get(1).isEmpty() ? List.of(field.get(0), "sam") : field)
                .toList();
    }
}
