package dev.interlock.policy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.Folders;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class JUnitReportTest {

    private static final String FILE = """
        agents:
          lee: {owner: support, origin: lena, model: m-1, root: true, implicit: review}
        scenarios:
          - name: Reads & "lists" <all>
            steps:
              - {call: erp/list_vendors, by: lee}
          - name: Expects a permit
            steps:
              - {call: erp/list_vendors, by: lee}
              - {call: erp/drop_tables, by: lee}
        """;

    private final PolicyBundle.Compiled bundle = (PolicyBundle.Compiled) PolicyBundle.load(Folders.accountsPayable());

    private static Element parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    private String xml(Map<String, String> files) {
        Map<String, byte[]> bytes = new java.util.TreeMap<>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return JUnitReport.xml("accounts-payable", ScenarioSuite.run(bundle, new MemoryTree(bytes)));
    }

    private static String counts(Element element) {
        return element.getAttribute("tests") + " " + element.getAttribute("failures") + " "
                + element.getAttribute("errors") + " " + element.getAttribute("skipped");
    }

    @Test
    void aFailureNamesStepPlaceExpectedAndCame() throws Exception {
        Element root = parse(xml(Map.of("tests/a.yaml", FILE)));
        assertThat(root.getTagName()).isEqualTo("testsuites");
        assertThat(counts(root)).isEqualTo("2 1 0 0");
        Element suite = (Element) root.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("name")).isEqualTo("tests/a.yaml");
        Element passed = (Element) suite.getElementsByTagName("testcase").item(0);
        assertThat(passed.getAttribute("name")).isEqualTo("Reads & \"lists\" <all>");
        assertThat(passed.getAttribute("line")).isEqualTo("4");
        assertThat(passed.getChildNodes().getLength()).isZero();
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message"))
                .startsWith("tests/a.yaml:10:9: in `Expects a permit`: expected permit, got deny");
        assertThat(failure.getTextContent())
                .contains("10 |       - {call: erp/drop_tables, by: lee}", "tool-unknown", "^^^^");
    }

    @Test
    void aFileWithMistakesIsAnErrorAndItsScenariosAreNotPlayed() throws Exception {
        Element root = parse(xml(Map.of(
                "tests/a.yaml",
                FILE.replace("by: lee", "bye: lee"),
                "tests/b.yaml",
                "scenarios: [\u0001",
                "tests/c.yaml",
                FILE)));
        assertThat(counts(root)).isEqualTo("6 1 2 2");
        assertThat(root.getElementsByTagName("testsuite").getLength()).isEqualTo(3);
        Element error = (Element) root.getElementsByTagName("error").item(0);
        assertThat(error.getAttribute("message")).contains("tests/a.yaml:6:9", "a step needs `by`");
        assertThat(error.getAttribute("type")).isEqualTo("IL-0022");
    }

    @Test
    void aRejectedBundleIsAnError() throws Exception {
        PolicyBundle rejected = PolicyBundle.load(Folders.corpus().resolve("unknown-key"));
        Element root = parse(JUnitReport.rejected("x", rejected.diagnostics()));
        assertThat(counts(root)).isEqualTo("1 0 1 0");
        assertThat(root.getTextContent()).contains("a tool has no key `efect`");
    }
}
