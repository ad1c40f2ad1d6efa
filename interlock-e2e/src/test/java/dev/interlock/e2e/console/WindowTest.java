package dev.interlock.e2e.console;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.e2e.console.Browser.View;
import org.junit.jupiter.api.Test;

/** The look at a page finds what is planted in one, in each view. */
class WindowTest {

    private static final String FLAWED = """
        <!doctype html>
        <title>flawed</title>
        <main>
          <h1>A flawed page</h1>
          <p style="color: #bbb; background: #fff">pale</p>
          <button></button>
          <p style="width: 2000px">much too wide</p>
        </main>
        """;

    @Test
    void plantedFlawsAreFound() {
        try (Browser browser = Browser.open()) {
            Window window = browser.window(View.WIDE);
            window.page().setContent(FLAWED);
            assertThatThrownBy(() -> window.inspect("flawed"))
                    .isInstanceOf(AssertionError.class)
                    .message()
                    .containsPattern(
                            "(?s)\"wide\"=\\[.*button-name: .* at button.*color-contrast: .* at p.*html-has-lang: ")
                    .containsPattern("\"dark\"=\\[\"color-contrast: ")
                    .containsPattern("(?s)\"phone\"=\\[.*button-name: .*over the edge: P")
                    .containsPattern("(?s)\"narrow\"=\\[.*over the edge: P");
        }
    }
}
