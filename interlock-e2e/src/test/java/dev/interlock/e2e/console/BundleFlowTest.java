package dev.interlock.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.interlock.demo.Answer;
import dev.interlock.e2e.console.Browser.View;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changed bundle in the console: proposed by one, looked at with its stories and its backtest, and put in force by another. */
@Tag("long")
class BundleFlowTest {

    @Test
    void aBundleIsProposedLookedAtAndActivatedBySomebodyElse(@TempDir Path folder) throws Exception {
        try (Browser browser = Browser.open();
                ConsoleHouse house = new ConsoleHouse(folder)) {
            house.held("payer", "edit", "{'vendor':'V-1','iban':'DE1'}");
            Path file = folder.resolve("bundle").resolve("interlock.yaml");
            Files.writeString(file, ConsoleHouse.BUNDLE + """
                  - id: EDIT-2
                    title: Accounts stay as they are
                    forbid: {duty: vendor.edit}
                """);
            Window adam = browser.signIn(house.link("adam"), View.WIDE);
            adam.open("/console/rules");
            adam.link("Proposed bundle").click();
            adam.inspect("proposal-offered");
            adam.button("Propose it").click();
            adam.shows("A bundle is proposed");
            adam.shows("Not you:");

            Window eve = browser.signIn(house.link("eve"), View.WIDE);
            eve.open("/console/rules/proposal");
            // Its stories, then what it would have decided in the last week.
            eve.shows("ada calls erp/edit");
            eve.awaits(eve.main()
                    .locator("#backtest")
                    .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("c-"))
                    .first());
            assertThat(eve.main().locator("#backtest").innerText()).contains("erp/edit", "EDIT-2");
            eve.inspect("proposal");
            eve.button("Put it into force").click();
            eve.shows("The bundle is in force");
            eve.inspect("proposal-in-force");

            assertThat(house.call("payer", "edit", "{'vendor':'V-1','iban':'DE1'}")
                            .kind())
                    .isEqualTo(Answer.Kind.DENIED);
            eve.open("/console/rules/EDIT-2");
            eve.shows("vendor/V-1");
            adam.shows("No bundle is proposed");
            adam.assertClean();
            eve.assertClean();
        }
    }
}
