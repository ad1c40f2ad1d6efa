package dev.interlock.e2e.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ARCHITECTURE.md says of one module: a section {@code ### `interlock-NAME`}, in it a line {@code Uses: ...} with the
 * modules it may use, a line {@code Libraries: ...} with the package prefixes of the libraries it may use ("any declared in its
 * pom.xml" for all), lines {@code In `NAME` alone: ...} with those that only one of its packages may use, and a list of its packages, {@code - `name`: what it is}, in the order in which they may use each other; {@code .} is the module's root package.
 *
 * @param module for example {@code interlock-engine}
 * @param uses modules that it may use
 * @param libraries package prefixes that it may use besides the JDK; empty for any
 * @param confined package prefixes of libraries that one package alone may use, each with this package
 * @param packages its packages relative to {@link #root}, lowest first: each uses only those before it
 */
record ModuleRules(
        String module,
        List<String> uses,
        Optional<List<String>> libraries,
        Map<String, String> confined,
        List<String> packages) {
    private static final Pattern HEADING = Pattern.compile("### `(interlock-[a-z0-9]+)`.*");
    private static final Pattern PACKAGE = Pattern.compile("- `([a-z.]+)`: .+");
    private static final Pattern ALONE = Pattern.compile("In `([a-z.]+)` alone: (.+)");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    /** Rules by which no library is confined to a package. */
    ModuleRules(String module, List<String> uses, Optional<List<String>> libraries, List<String> packages) {
        this(module, uses, libraries, Map.of(), packages);
    }

    /** The Java package that holds all of the module. */
    String root() {
        return "dev.interlock." + module.substring("interlock-".length());
    }

    /** The entry of the list that a Java package belongs to: itself or the nearest package above it. */
    Optional<String> entryOf(String javaPackage) {
        if (javaPackage.equals(root())) {
            return packages.contains(".") ? Optional.of(".") : Optional.empty();
        }
        if (!javaPackage.startsWith(root() + ".")) {
            return Optional.empty();
        }
        String name = javaPackage.substring(root().length() + 1);
        while (!packages.contains(name)) {
            int dot = name.lastIndexOf('.');
            if (dot < 0) {
                return Optional.empty();
            }
            name = name.substring(0, dot);
        }
        return Optional.of(name);
    }

    /** Reads all sections of the document, by module. */
    static Map<String, ModuleRules> parse(String document) {
        Map<String, ModuleRules> modules = new LinkedHashMap<>();
        String module = null;
        List<String> uses = List.of();
        Optional<List<String>> libraries = Optional.empty();
        Map<String, String> confined = new LinkedHashMap<>();
        List<String> packages = new ArrayList<>();
        for (String line : (document + "\n# end").lines().toList()) {
            Matcher entry = PACKAGE.matcher(line);
            Matcher alone = ALONE.matcher(line);
            if (line.startsWith("#")) {
                if (module != null) {
                    modules.put(
                            module,
                            new ModuleRules(module, uses, libraries, Map.copyOf(confined), List.copyOf(packages)));
                }
                Matcher heading = HEADING.matcher(line);
                module = heading.matches() ? heading.group(1) : null;
                uses = List.of();
                libraries = Optional.empty();
                confined.clear();
                packages.clear();
            } else if (line.startsWith("Uses: ")) {
                uses = quoted(line);
            } else if (line.startsWith("Libraries: ") && !line.contains("any declared in")) {
                libraries = Optional.of(quoted(line));
            } else if (alone.matches()) {
                quoted(alone.group(2)).forEach(library -> confined.put(library, alone.group(1)));
            } else if (module != null && entry.matches()) {
                packages.add(entry.group(1));
            }
        }
        return modules;
    }

    private static List<String> quoted(String line) {
        return QUOTED.matcher(line).results().map(found -> found.group(1)).toList();
    }
}
