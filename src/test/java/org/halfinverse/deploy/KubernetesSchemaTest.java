package org.halfinverse.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSecurityContext;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every manifest is one of Kubernetes' API, by the classes that its project generates from the API's OpenAPI schema and
 * that refuse unknown fields. The schema of a {@code SparkApplication} is the Spark operator's: of it, those parts are
 * checked that are Kubernetes' own.
 */
class KubernetesSchemaTest {
    private static final Path MANIFESTS = Path.of("deploy", "kubernetes");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final Map<String, Class<?>> KINDS = Map.of(
            "Namespace", V1Namespace.class,
            "NetworkPolicy", V1NetworkPolicy.class,
            "PersistentVolumeClaim", V1PersistentVolumeClaim.class,
            "Pod", V1Pod.class,
            "Role", V1Role.class,
            "RoleBinding", V1RoleBinding.class,
            "ServiceAccount", V1ServiceAccount.class);

    private static final Map<String, Class<?>> PARTS_OF_AN_APPLICATION = Map.of(
            "/metadata", V1ObjectMeta.class,
            "/spec/volumes/0", V1Volume.class,
            "/spec/driver/volumeMounts/0", V1VolumeMount.class,
            "/spec/driver/podSecurityContext", V1PodSecurityContext.class,
            "/spec/driver/securityContext", V1SecurityContext.class,
            "/spec/executor/podSecurityContext", V1PodSecurityContext.class,
            "/spec/executor/securityContext", V1SecurityContext.class);

    /** Something in a manifest, and what the API has it to be. */
    private record Part(String name, JsonNode node, Class<?> type) {
        void assertIsTaken() {
            assertNotNull(parse(node));
        }

        private Object parse(JsonNode changed) {
            return JSON.getGson().fromJson(changed.toString(), type);
        }

        /** It with a field more, in each of its objects whose fields have names that the API gives. */
        void assertNothingElseIsTaken() {
            assertNothingElseIsTaken(JsonPointer.empty());
        }

        private void assertNothingElseIsTaken(JsonPointer place) {
            JsonNode here = node.at(place);
            if (here.isObject() && !place.toString().matches(".*/(labels|matchLabels|requests)")) {
                JsonNode changed = node.deepCopy();
                ((ObjectNode) changed.at(place)).put("unknown", "x");
                assertThrows(
                        IllegalArgumentException.class,
                        () -> parse(changed),
                        () -> name + " may have another field in \"" + place + "\"");
            }
            here.properties().forEach(field -> assertNothingElseIsTaken(place.appendProperty(field.getKey())));
            for (int index = 0; here.isArray() && index < here.size(); index++) {
                assertNothingElseIsTaken(place.appendIndex(index));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> everyManifestIsOfTheApi() throws IOException {
        return parts().stream().map(part -> DynamicTest.dynamicTest(part.name(), part::assertIsTaken));
    }

    @TestFactory
    Stream<DynamicTest> noManifestMayHaveAFieldThatTheApiDoesNotKnow() throws IOException {
        return parts().stream().map(part -> DynamicTest.dynamicTest(part.name(), part::assertNothingElseIsTaken));
    }

    @Test
    void everyManifestIsThere() throws IOException {
        List<Part> parts = parts();
        assertEquals(
                KINDS.size(),
                parts.stream()
                        .map(Part::type)
                        .filter(KINDS::containsValue)
                        .distinct()
                        .count());
        assertFalse(parts.stream().map(Part::node).anyMatch(JsonNode::isMissingNode));
    }

    private static List<Part> parts() throws IOException {
        List<Part> parts = new ArrayList<>();
        try (Stream<Path> files = Files.list(MANIFESTS)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                for (JsonNode document : YAML.readerFor(JsonNode.class)
                        .<JsonNode>readValues(file.toFile())
                        .readAll()) {
                    parts.addAll(parts(file.getFileName() + ": ", document));
                }
            }
        }
        return parts;
    }

    private static List<Part> parts(String file, JsonNode document) {
        String kind = document.path("kind").textValue();
        if (kind.equals("SparkApplication")) {
            return PARTS_OF_AN_APPLICATION.entrySet().stream()
                    .map(part -> new Part(file + part.getKey(), document.at(part.getKey()), part.getValue()))
                    .toList();
        }
        Class<?> type = KINDS.get(kind);
        String name = file + kind + " " + document.at("/metadata/name").asText();
        if (type == null) {
            throw new AssertionError(name + " is of no kind that is known here");
        }
        return List.of(new Part(name, document, type));
    }
}
