package dev.interlock.e2e.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.interlock.cli.Main;
import dev.interlock.e2e.architecture.fixture.circle.left.Left;
import dev.interlock.e2e.architecture.fixture.circle.left.inner.Inner;
import dev.interlock.e2e.architecture.fixture.circle.right.Right;
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
    private static final JavaClasses CODE = imported();

    private static final JavaClass MAIN = CODE.get(Main.class);

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

    /** Returns our own classes. Of those that they use the names are enough, so that the JDK and the libraries are not read. */
    private static JavaClasses imported() {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("dev.interlock");
    }

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
                        "interlock-demo",
                        "interlock-cli",
                        "interlock-e2e",
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
        takesTimeAndRandomnessAsParameters("dev.interlock.engine..").check(CODE);
    }

    @Test
    void aUseOfTheSystemsTimeIsFound() {
        assertThatThrownBy(() -> takesTimeAndRandomnessAsParameters("dev.interlock.cli..")
                        .check(CODE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("System.nanoTime");
    }

    private static ArchRule takesTimeAndRandomnessAsParameters(String packages) {
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .should(callMethodWhere(DescribedPredicate.describe(
                        "the answer depends on time, place or chance",
                        (JavaMethodCall call) -> AMBIENT.contains(call.getTargetOwner()
                                        .getName() + "." + call.getTarget().getName()))))
                .because("one seed reproduces a run and a fold repeats it: take time, randomness and settings as"
                        + " parameters, from the facts of the command")
                .allowEmptyShould(true);
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
        assertThat(ArchitectureCheck.findings(cli("- `config`: settings"), List.of(MAIN)))
                .singleElement()
                .asString()
                .contains("package `dev.interlock.cli` is missing in the list of `interlock-cli`");
    }

    @Test
    void aClassOfNoModuleIsFound() {
        assertThat(ArchitectureCheck.findings(Map.of(), List.of(MAIN)))
                .singleElement()
                .asString()
                .contains("belongs to no module");
    }

    @Test
    void aLibraryOutsideTheListIsFoundAndTheJdkIsNot() {
        Map<String, ModuleRules> modules = cli("Libraries: `org.jspecify.annotations`\n- `.`: commands");
        assertThat(ArchitectureCheck.findings(modules, List.of(MAIN)))
                .isNotEmpty()
                .allSatisfy(finding ->
                        assertThat(finding).contains("uses `picocli.").contains("may use only the JDK"));
    }

    /** The document confines the web server to one package of the gateway. */
    @Test
    void theWebServerIsConfined() throws IOException {
        assertThat(document().get("interlock-server").confined()).containsEntry("io.helidon", "http.helidon");
    }

    @Test
    void aConfinedLibraryIsFoundElsewhere() {
        List<JavaClass> commands = List.of(MAIN);
        assertThat(ArchitectureCheck.findings(
                        cli("In `terminal` alone: `picocli`\n- `terminal`: a\n- `.`: b"), commands))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding)
                        .contains("`dev.interlock.cli.Main` uses `picocli.")
                        .contains("in interlock-cli only `terminal` may use `picocli`"));
        assertThat(ArchitectureCheck.findings(cli("In `.` alone: `picocli`\n- `command`: a\n- `.`: b"), commands))
                .isEmpty();
        Map<String, ModuleRules> other = ModuleRules.parse(
                "### `interlock-other`\nIn `x` alone: `picocli`\n- `x`: a\n### `interlock-cli`\n- `command`: a\n- `.`: b");
        assertThat(ArchitectureCheck.findings(other, commands))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding).contains("in interlock-cli nobody may use `picocli`"));
    }

    @Test
    void aUseAgainstTheOrderIsFound() {
        Map<String, ModuleRules> wrong = cli("- `.`: a\n- `command`: b\n- `terminal`: c");
        assertThat(ArchitectureCheck.findings(wrong, List.of(MAIN)))
                .isNotEmpty()
                .allSatisfy(finding ->
                        assertThat(finding).containsAnyOf("`.` stands above `command`", "`.` stands above `terminal`"));
        assertThat(ArchitectureCheck.findings(cli("- `terminal`: c\n- `command`: b\n- `.`: a"), List.of(MAIN)))
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
                "interlock-e2e.architecture.fixture.circle", List.of(), Optional.empty(), List.of(packages));
        return ArchitectureCheck.findings(Map.of("circle", rules), circle);
    }

    @Test
    void aUseOfAModuleThatIsNotListedIsFound() {
        JavaClass user = CODE.get("dev.interlock.cli.DemoErpCommand");
        ModuleRules demo = new ModuleRules("interlock-demo", List.of(), Optional.empty(), List.of("erp"));
        assertThat(ArchitectureCheck.findings(Map.of("a", demo, "b", cliThatUses()), List.of(user)))
                .isNotEmpty()
                .allSatisfy(finding ->
                        assertThat(finding).contains("of interlock-demo, but interlock-cli may use no other module"));
        assertThat(ArchitectureCheck.findings(Map.of("a", demo, "b", cliThatUses("interlock-demo")), List.of(user)))
                .isEmpty();
    }

    private static ModuleRules cliThatUses(String... modules) {
        return new ModuleRules("interlock-cli", List.of(modules), Optional.empty(), List.of("."));
    }

    private static Map<String, ModuleRules> cli(String section) {
        return ModuleRules.parse("### `interlock-cli`\n" + section);
    }
}
