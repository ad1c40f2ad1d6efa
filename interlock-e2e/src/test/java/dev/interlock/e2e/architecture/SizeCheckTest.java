package dev.interlock.e2e.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planted files that are too long, and packages that are too large. */
class SizeCheckTest {

    @TempDir
    private Path root;

    private Path source(String name, int lines) throws IOException {
        Path file = root.resolve("interlock-one/src/test/java/some").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "// a line\n".repeat(lines));
    }

    @Test
    void aFileThatIsTooLongIsFound() throws IOException {
        source("Long.java", SizeCheck.LINES);
        assertThat(SizeCheck.findings(root)).isEmpty();
        source("Long.java", SizeCheck.LINES + 1);
        source("long.txt", SizeCheck.LINES + 1);
        assertThat(SizeCheck.findings(root))
                .singleElement()
                .asString()
                .contains("src/test/java/some/Long.java` has 501 lines", "give it a class of its own");
    }

    @Test
    void aPackageThatIsTooLargeIsFound() throws IOException {
        for (int i = 0; i < SizeCheck.FILES; i++) {
            source("Type" + i + ".java", 1);
        }
        source("below/Other.java", 1);
        assertThat(SizeCheck.findings(root)).isEmpty();
        source("package-info.java", 1);
        assertThat(SizeCheck.findings(root))
                .singleElement()
                .asString()
                .contains("src/test/java/some` has 46 files", "a package of its own");
    }
}
