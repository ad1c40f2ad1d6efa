package dev.interlock.e2e.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Compares compiled classes with the rules of ARCHITECTURE.md; each finding says what to do instead.
 *
 * <p>No circle of first-level packages passes: each package uses only those above it, and the list of a module has a first-level package and
 * all below it in one place.
 */
final class ArchitectureCheck {
    private final Map<String, ModuleRules> modules;
    /** The prefixes of all libraries that some module confines to a package: no other module uses them without confining them, too. */
    private final TreeSet<String> confined = new TreeSet<>();

    private final TreeSet<String> findings = new TreeSet<>();

    private ArchitectureCheck(Map<String, ModuleRules> modules) {
        this.modules = modules;
        modules.values().forEach(rules -> confined.addAll(rules.confined().keySet()));
    }

    /** All findings, sorted; empty if the classes follow the document. */
    static List<String> findings(Map<String, ModuleRules> modules, Iterable<JavaClass> classes) {
        ArchitectureCheck check = new ArchitectureCheck(modules);
        modules.values().forEach(check::checkPlaces);
        for (JavaClass type : classes) {
            check.check(type);
        }
        return List.copyOf(check.findings);
    }

    /** A first-level package in two places of the list could use what is between them, and be used by it. */
    private void checkPlaces(ModuleRules rules) {
        List<String> places = new ArrayList<>();
        for (String name : rules.packages()) {
            String first = name.equals(".") ? name : name.split("\\.", -1)[0];
            if (places.isEmpty() || !places.getLast().equals(first)) {
                if (places.contains(first)) {
                    findings.add(
                            "`%s` stands apart from the rest of `%s` in the list of %s, so a circle between `%s` and what is between"
                                            .formatted(name, first, rules.module(), first)
                                    + " them would pass; move the lines together, and the code accordingly");
                }
                places.add(first);
            }
        }
    }

    private void check(JavaClass type) {
        Optional<ModuleRules> module = moduleOf(type);
        if (module.isEmpty()) {
            findings.add("`%s` is in package `%s`, which belongs to no module of ARCHITECTURE.md; add a section for the"
                            .formatted(type.getName(), type.getPackageName())
                    + " module, or move the class below the package of its module");
            return;
        }
        ModuleRules rules = module.get();
        if (rules.entryOf(type.getPackageName()).isEmpty()) {
            findings.add("package `%s` is missing in the list of `%s` in ARCHITECTURE.md; add a line below the packages"
                            .formatted(type.getPackageName(), rules.module())
                    + " that it uses and above those that use it");
            return;
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            JavaClass used = dependency.getTargetClass().getBaseComponentType();
            check(rules, type, used);
            checkConfined(rules, type, used);
        }
    }

    private void check(ModuleRules rules, JavaClass from, JavaClass to) {
        Optional<ModuleRules> target = moduleOf(to);
        if (target.isPresent() && target.get().equals(rules)) {
            checkOrder(rules, from, to);
        } else if (to.getPackageName().startsWith("dev.interlock.")) {
            String module = target.map(ModuleRules::module).orElse("no module");
            if (!rules.uses().contains(module)) {
                findings.add("`%s` uses `%s` of %s, but %s may use %s; move the shared part down, or take it as a"
                                .formatted(from.getName(), to.getName(), module, rules.module(), only(rules.uses()))
                        + " parameter through an interface of the lower module");
            }
        } else if (!isAllowedLibrary(rules, to)) {
            findings.add("`%s` uses `%s`, but %s may use only the JDK and %s; do it with the JDK, or in a module above"
                    .formatted(
                            from.getName(),
                            to.getName(),
                            rules.module(),
                            String.join(", ", rules.libraries().orElse(List.of()))));
        }
    }

    private void checkConfined(ModuleRules rules, JavaClass from, JavaClass to) {
        for (String library : confined) {
            if (!isOf(library, to)) {
                continue;
            }
            Optional<String> place = Optional.ofNullable(rules.confined().get(library));
            if (place.isEmpty() || !place.equals(rules.entryOf(from.getPackageName()))) {
                findings.add("`%s` uses `%s`, but in %s %s may use `%s`; hide it behind a type of ours there"
                        .formatted(
                                from.getName(),
                                to.getName(),
                                rules.module(),
                                place.map(name -> "only `" + name + "`").orElse("nobody"),
                                library));
            }
        }
    }

    private void checkOrder(ModuleRules rules, JavaClass from, JavaClass to) {
        String user = rules.entryOf(from.getPackageName()).orElseThrow();
        Optional<String> used = rules.entryOf(to.getPackageName());
        // a package that is missing in the list is found at its own classes
        if (used.isPresent()
                && rules.packages().indexOf(used.get()) > rules.packages().indexOf(user)) {
            findings.add("`%s` uses `%s`, but in %s `%s` stands above `%s`, and a package uses only those above it;"
                            .formatted(from.getName(), to.getName(), rules.module(), user, used.get())
                    + " move the shared type to `" + user + "` or higher, or the code that needs it down to `"
                    + used.get() + "`");
        }
    }

    private static boolean isAllowedLibrary(ModuleRules rules, JavaClass type) {
        String name = type.getPackageName();
        return type.isPrimitive()
                || name.startsWith("java.")
                || name.startsWith("javax.")
                || rules.libraries().isEmpty()
                || rules.libraries().get().stream().anyMatch(prefix -> isOf(prefix, type));
    }

    private static boolean isOf(String prefix, JavaClass type) {
        String name = type.getPackageName();
        return name.equals(prefix) || name.startsWith(prefix + ".");
    }

    private Optional<ModuleRules> moduleOf(JavaClass type) {
        String name = type.getPackageName();
        return modules.values().stream()
                .filter(rules -> name.equals(rules.root()) || name.startsWith(rules.root() + "."))
                .findFirst();
    }

    private static String only(Collection<String> modules) {
        return modules.isEmpty() ? "no other module" : "only " + String.join(", ", modules);
    }
}
