package dev.interlock.e2e.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/** Each line of `docs/refusals.md` names tests, and they exist. */
class RefusalsTest {
    private static final Pattern NAMED = Pattern.compile("`([a-z0-9.]+\\.[A-Z][A-Za-z0-9]*)\\.([a-z][A-Za-z0-9]*)`");

    private static Path document() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path document = folder.resolve("docs").resolve("refusals.md");
            if (Files.exists(document)) {
                return document;
            }
        }
        throw new AssertionError("there is no docs/refusals.md");
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(document()).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what |"))
                .toList();
    }

    /** Finds a test of a module that its name begins with by its source, as it is not on the class path; any other is the server's. */
    private static boolean isTest(String type, String method) throws IOException {
        for (String module : List.of("engine", "policy", "properties", "cli")) {
            if (type.startsWith(module + ".")) {
                Path source = document()
                        .resolveSibling("../interlock-" + module + "/src/test/java/dev/interlock/"
                                + type.replace('.', '/') + ".java");
                return Files.exists(source)
                        && Pattern.compile("Test\n(    @.*\n)*    void " + method + "\\(")
                                .matcher(Files.readString(source))
                                .find();
            }
        }
        String module = type.startsWith("e2e.") || type.startsWith("demo.") ? "" : "server.";
        try {
            // Not initialised: some would begin servers that nobody ends.
            Class<?> named =
                    Class.forName("dev.interlock." + module + type, false, RefusalsTest.class.getClassLoader());
            return Stream.<Class<?>>iterate(named, each -> each != null, Class::getSuperclass)
                    .flatMap(each -> Arrays.stream(each.getDeclaredMethods()))
                    .filter(each -> each.getName().equals(method))
                    .anyMatch(RefusalsTest::isTest);
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean isTest(Method method) {
        return Stream.of(Test.class, ParameterizedTest.class, TestFactory.class).anyMatch(method::isAnnotationPresent);
    }

    @Test
    void everyRefusalHasItsTest() throws IOException {
        List<String> missing = new ArrayList<>();
        for (String line : lines()) {
            Matcher named = NAMED.matcher(line.substring(line.lastIndexOf('|', line.length() - 2)));
            boolean any = false;
            while (named.find()) {
                any = true;
                if (!isTest(named.group(1), named.group(2))) {
                    missing.add("no test `" + named.group(1) + "." + named.group(2) + "`");
                }
            }
            if (!any) {
                missing.add("no test is named in: " + line);
            }
        }
        assertThat(lines()).hasSizeGreaterThan(40);
        assertThat(missing).as("what docs/refusals.md says is tested").isEmpty();
    }
}
