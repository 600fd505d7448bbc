// One story through a client as the generator makes it: a need is filed, shown by a picture, found and seen again.
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"doorstep.local/clients/doorstep"
)

const coded = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="

func main() {
	if err := tell(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func tell(ctx context.Context) error {
	bearer := func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+os.Getenv("TOKEN"))
		return nil
	}
	client, err := doorstep.NewClientWithResponses(os.Getenv("GATEWAY"), doorstep.WithRequestEditorFn(bearer))
	if err != nil {
		return err
	}
	picture, err := base64.StdEncoding.DecodeString(coded)
	if err != nil {
		return err
	}
	division := os.Getenv("DIVISION")

	filed, err := client.CreateNeedWithResponse(ctx, nil, doorstep.Need{
		Division:  &division,
		Category:  "elder-care",
		Title:     "老年助餐",
		Quantity:  1,
		Channel:   doorstep.CHANNELHOTLINE,
		OpenUntil: time.Date(2099, 12, 31, 10, 0, 0, 0, time.UTC),
	})
	if err != nil {
		return err
	}
	if filed.JSON201 == nil {
		return fmt.Errorf("the need was not filed: %s", filed.Body)
	}
	need := *filed.JSON201.Name

	about := &doorstep.UploadEvidenceParams{About: need, Kind: doorstep.EvidenceKindKINDPHOTO}
	kept, err := client.UploadEvidenceWithBodyWithResponse(ctx, about, "application/octet-stream", bytes.NewReader(picture))
	if err != nil {
		return err
	}
	if kept.JSON201 == nil {
		return fmt.Errorf("the picture was not kept: %s", kept.Body)
	}
	evidence := *kept.JSON201.Name

	recent := fmt.Sprintf(`division = "%s" AND update_time >= "2025-01-01T00:00:00Z"`, division)
	page, err := client.ListNeedsWithResponse(ctx, &doorstep.ListNeedsParams{Filter: &recent})
	if err != nil {
		return err
	}
	if page.JSON200 == nil || !shows(*page.JSON200.Needs, need) {
		return fmt.Errorf("the list does not show the need: %s", page.Body)
	}

	purpose := "review"
	file, err := client.DownloadEvidenceWithResponse(ctx, idOf(evidence), &doorstep.DownloadEvidenceParams{XPurpose: &purpose})
	if err != nil {
		return err
	}
	if !bytes.Equal(file.Body, picture) {
		return fmt.Errorf("another file came back: %s", file.Body)
	}

	refused, err := client.VerifyNeedWithResponse(ctx, idOf(need), nil, doorstep.VerifyNeedJSONRequestBody{})
	if err != nil {
		return err
	}
	if refused.ApplicationproblemJSON409 == nil || refused.ApplicationproblemJSON409.Reason != "VERIFIED_BY_FILER" {
		return fmt.Errorf("whoever files a need cannot verify it: %s", refused.Body)
	}
	fmt.Printf("told of %s and %s\n", need, evidence)
	return nil
}

func shows(needs []doorstep.Need, name string) bool {
	for _, need := range needs {
		if need.Name != nil && *need.Name == name {
			return true
		}
	}
	return false
}

// idOf is the last part of a name, `needs/{need}`.
func idOf(name string) string { return name[strings.LastIndex(name, "/")+1:] }
