{{/* Labels of everything. */}}
{{- define "doorstep.labels" -}}
app.kubernetes.io/part-of: doorstep
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ include "doorstep.tag" . | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* What selects the pods of one service: never anything that changes with a release. Takes root and name. */}}
{{- define "doorstep.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/part-of: doorstep
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "doorstep.tag" -}}
{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "doorstep.image" -}}
{{ printf "%s/%s%s:%s" .root.Values.image.registry .root.Values.image.prefix .name (include "doorstep.tag" .root) }}
{{- end }}

{{/* Name of a service's objects: <release>-<service>. */}}
{{- define "doorstep.name" -}}
{{ printf "%s-%s" .root.Release.Name .name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* A service's entry over the defaults, as YAML. */}}
{{- define "doorstep.service" -}}
{{ mustMergeOverwrite (deepCopy .root.Values.defaults) (deepCopy .service) | toYaml }}
{{- end }}

{{/* Whether a service reaches a store of evidence that speaks S3. Takes root and service. */}}
{{- define "doorstep.s3" -}}
{{ if and (eq .root.Values.evidence.store "s3") .service.keepsEvidence }}true{{ end }}
{{- end }}

{{/* Secrets of certificates that a pod mounts, by the name of the mount. Takes root and service. */}}
{{- define "doorstep.tlsMounts" -}}
{{- with .root.Values }}
{{- with .tls.existingSecret }}
tls: {{ . }}
{{- end }}
{{- with .redis.tlsSecret }}
redis-tls: {{ . }}
{{- end }}
{{- if and .mongo.tlsSecret (ne $.service.kind "gateway") }}
mongo-tls: {{ .mongo.tlsSecret }}
{{- end }}
{{- end }}
{{- end }}

{{/* Ports on which a service is called, and on which probes and Prometheus ask. */}}
{{- define "doorstep.port" -}}{{ ternary 8080 50051 (eq .kind "gateway") }}{{- end }}
{{- define "doorstep.operationsPort" -}}9464{{- end }}

{{/* Refuses to render without what the platform cannot do without, and says which value. */}}
{{- define "doorstep.proved" -}}
{{- $ := . -}}
{{- range $key, $why := dict
    "mongo.existingSecret" "name the secret that holds the address of MongoDB"
    "redis.existingSecret" "name the secret that holds the address of Redis"
    "identity.issuer" "the URL of the county's OpenID Connect provider"
    "identity.existingSecret" "name the secret that holds the client secret of each service" -}}
{{- $at := $.Values -}}
{{- range splitList "." $key }}{{ $at = index $at . }}{{ end -}}
{{- if not $at }}{{ fail (printf "\n\n%s is missing: %s\n" $key $why) }}{{ end -}}
{{- end -}}
{{- if eq .Values.evidence.store "s3" -}}
{{- range $key, $why := dict
    "endpoint" "the URL of the store of evidence"
    "bucket" "the bucket in which files of evidence lie"
    "existingSecret" "name the secret that holds the keys of the store of evidence" -}}
{{- if not (index $.Values.evidence.s3 $key) }}{{ fail (printf "\n\nevidence.s3.%s is missing: %s\n" $key $why) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if and (eq .Values.evidence.store "s3") (hasPrefix "http:" .Values.evidence.s3.endpoint) (not (has "s3" .Values.plaintext)) }}{{ fail "\n\nevidence.s3.endpoint is plain http: use https, or name `s3` in plaintext\n" }}{{ end -}}
{{- range $name, $service := .Values.services -}}
{{- range $service.calls -}}
{{- if not (hasKey $.Values.services .) }}{{ fail (printf "\n\nservices.%s.calls: there is no service %s\n" $name .) }}{{ end -}}
{{- if eq . $name }}{{ fail (printf "\n\nservices.%s.calls: a service does not call itself\n" $name) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if not (or .Values.tls.existingSecret (has "hop" .Values.plaintext)) }}{{ fail "\n\ntls.existingSecret is missing: name the secret with which services prove themselves to each other, or `hop` in plaintext\n" }}{{ end -}}
{{- if and (hasPrefix "http:" .Values.identity.issuer) (not (has "issuer" .Values.plaintext)) }}{{ fail "\n\nidentity.issuer is plain http: use https, or name `issuer` in plaintext\n" }}{{ end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.tlsSecret) (not (has "ingress" .Values.plaintext)) .Values.ingress.host }}{{ fail "\n\ningress.tlsSecret is missing: name the secret with its certificate, or `ingress` in plaintext\n" }}{{ end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) }}{{ fail "\n\ningress.host is missing: the name under which the gateway is reached\n" }}{{ end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}{{ fail "\n\nhttpRoute.parentRefs is missing: the Gateway that the route belongs to\n" }}{{ end -}}
{{- if and .Values.test.existingSecret (not .Values.test.division) }}{{ fail "\n\ntest.division is missing: the division in which `helm test` files its need\n" }}{{ end -}}
{{- end }}

{{/* Restricted Pod Security, and nothing to write to. */}}
{{- define "doorstep.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}
{{- define "doorstep.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
privileged: false
capabilities:
  drop: [ALL]
{{- end }}
