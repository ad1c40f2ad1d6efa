package dev.interlock.server.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.interlock.server.architecture.fixture.UsesTheCommandLine;
import dev.interlock.server.architecture.fixture.circle.left.Left;
import dev.interlock.server.architecture.fixture.circle.left.inner.Inner;
import dev.interlock.server.architecture.fixture.circle.right.Right;
import dev.interlock.server.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The architecture as ARCHITECTURE.md describes it, held against the compiled code of every module below the bench. */
class ArchitectureTest {
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.interlock");

    private static final JavaClass USER = new ClassFileImporter().importClass(UsesTheCommandLine.class);

    /** Calls whose answer depends on when or where they are made. */
    private static final Set<String> AMBIENT = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.Math.random",
            "java.util.UUID.randomUUID",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.util.concurrent.ThreadLocalRandom.current");

    private static final Path ROOT = Path.of(Objects.requireNonNullElse(System.getProperty("interlock.root"), ".."));

    private static Map<String, ModuleRules> document() throws IOException {
        return ModuleRules.parse(Files.readString(ROOT.resolve("ARCHITECTURE.md")));
    }

    @Test
    void codeFollowsTheDocument() throws IOException {
        assertThat(ArchitectureCheck.findings(document(), CODE)).isEmpty();
    }

    @Test
    void noFileAndNoPackageIsTooLarge() throws IOException {
        assertThat(document().keySet())
                .allSatisfy(module -> assertThat(ROOT.resolve(module).resolve("src"))
                        .as("sources of %s", module)
                        .isDirectory());
        assertThat(SizeCheck.findings(ROOT)).isEmpty();
    }

    @Test
    void theDocumentDescribesEveryModule() throws IOException {
        Map<String, ModuleRules> modules = document();
        assertThat(modules.keySet())
                .contains(
                        "interlock-engine",
                        "interlock-policy",
                        "interlock-ledger",
                        "interlock-testkit",
                        "interlock-properties",
                        "interlock-server",
                        "interlock-bench");
        assertThat(modules.values())
                .allSatisfy(rules -> assertThat(rules.packages())
                        .as("packages of %s", rules.module())
                        .isNotEmpty()
                        .doesNotHaveDuplicates());
        assertThat(List.of("interlock-engine", "interlock-ledger"))
                .allSatisfy(pure -> assertThat(modules.get(pure).libraries().orElseThrow())
                        .as("libraries of %s", pure)
                        .containsExactly("org.jspecify.annotations"));
    }

    @Test
    void theEngineTakesTimeAndRandomnessAsParameters() {
        noClasses()
                .that()
                .resideInAPackage("dev.interlock.engine..")
                .should(callMethodWhere(DescribedPredicate.describe(
                        "the answer depends on time, place or chance",
                        (JavaMethodCall call) -> AMBIENT.contains(call.getTargetOwner()
                                        .getName() + "." + call.getTarget().getName()))))
                .because("one seed reproduces a run and a fold repeats it: take time, randomness and settings as"
                        + " parameters, from the facts of the command")
                .allowEmptyShould(true)
                .check(CODE);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CODE)
                .allSatisfy(type -> assertThat(type.getPackage().isAnnotatedWith(NullMarked.class))
                        .as("package `%s` needs a package-info.java with @NullMarked", type.getPackageName())
                        .isTrue());
    }

    @Test
    void aPackageMissingInTheListIsFound() {
        assertThat(ArchitectureCheck.findings(server("- `config`: settings"), List.of(CODE.get(Main.class))))
                .singleElement()
                .asString()
                .contains("package `dev.interlock.server.cli` is missing in the list of `interlock-server`");
    }

    @Test
    void aClassOfNoModuleIsFound() {
        assertThat(ArchitectureCheck.findings(Map.of(), List.of(CODE.get(Main.class))))
                .singleElement()
                .asString()
                .contains("belongs to no module");
    }

    @Test
    void aLibraryOutsideTheListIsFoundAndTheJdkIsNot() {
        Map<String, ModuleRules> modules = server("Libraries: `org.jspecify.annotations`\n- `cli`: commands");
        assertThat(ArchitectureCheck.findings(modules, List.of(CODE.get(Main.class))))
                .isNotEmpty()
                .allSatisfy(finding ->
                        assertThat(finding).contains("uses `picocli.").contains("may use only the JDK"));
    }

    @Test
    void aUseAgainstTheOrderIsFound() {
        Map<String, ModuleRules> wrong = server("- `architecture`: a\n- `cli`: b");
        assertThat(ArchitectureCheck.findings(wrong, List.of(USER)))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding).contains("`architecture` stands above `cli`"));
        assertThat(ArchitectureCheck.findings(server("- `cli`: b\n- `architecture`: a"), List.of(USER)))
                .isEmpty();
    }

    /** A circle of `left`, which uses `right`, which uses a package below `left`, is found whatever the order of the list. */
    @Test
    void aCircleOfFirstLevelPackagesIsFound() {
        JavaClasses circle = new ClassFileImporter().importClasses(Left.class, Right.class, Inner.class);
        assertThat(found(circle, "left", "right")).singleElement().asString().contains("`left` stands above `right`");
        assertThat(found(circle, "right", "left")).singleElement().asString().contains("`right` stands above `left`");
        assertThat(found(circle, "left.inner", "left", "right"))
                .singleElement()
                .asString()
                .contains("`left` stands above `right`");
        assertThat(found(circle, "left.inner", "right", "left"))
                .singleElement()
                .asString()
                .contains("`left` stands apart from the rest of `left`", "a circle");
    }

    private static List<String> found(JavaClasses circle, String... packages) {
        var rules = new ModuleRules(
                "interlock-server.architecture.fixture.circle", List.of(), Optional.empty(), List.of(packages));
        return ArchitectureCheck.findings(Map.of("circle", rules), circle);
    }

    @Test
    void aUseOfAModuleThatIsNotListedIsFound() {
        // the same two packages read as two modules
        ModuleRules used = new ModuleRules("interlock-server.cli", List.of(), Optional.empty(), List.of());
        ModuleRules user =
                new ModuleRules("interlock-server.architecture", List.of(), Optional.empty(), List.of("fixture"));
        assertThat(ArchitectureCheck.findings(Map.of("a", used, "b", user), List.of(USER)))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding)
                        .contains(
                                "of interlock-server.cli, but interlock-server.architecture may use no other module"));
        ModuleRules allowed = new ModuleRules(
                "interlock-server.architecture", List.of("interlock-server.cli"), Optional.empty(), List.of("fixture"));
        assertThat(ArchitectureCheck.findings(Map.of("a", used, "b", allowed), List.of(USER)))
                .isEmpty();
    }

    private static Map<String, ModuleRules> server(String section) {
        return ModuleRules.parse("### `interlock-server`\n" + section);
    }
}
